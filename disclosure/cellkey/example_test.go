package cellkey_test

import (
	"fmt"
	"log"

	"github.com/buurtbeeld/buurtbeeld/disclosure/cellkey"
)

// Forty-three people in two neighbourhoods: each count gets its noise, the district that of all its people.
func Example() {
	secret, err := cellkey.NewSecret([]byte("in use: 32 bytes from crypto/rand"))
	if err != nil {
		log.Fatal(err)
	}
	table, err := cellkey.Design(cellkey.Params{D: 4, V: 2, JS: 1, Unimodal: true})
	if err != nil {
		log.Fatal(err)
	}
	counts, keys := map[string]int64{}, map[string]cellkey.Binary{}
	for person := range 43 {
		key, err := secret.Record(fmt.Sprint("person ", person))
		if err != nil {
			log.Fatal(err)
		}
		area := "Oost"
		if person%10 == 0 {
			area = "West"
		}
		for _, cell := range []string{area, "district"} {
			counts[cell]++
			keys[cell] = keys[cell].Add(key)
		}
	}
	for _, cell := range []string{"Oost", "West", "district", "nobody"} {
		noisy, err := table.Perturb(counts[cell], keys[cell])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cell, noisy.Int64())
	}
	fmt.Println("rolled up alike:", keys["Oost"].Add(keys["West"]) == keys["district"])
	// Output:
	// Oost 40
	// West 6
	// district 43
	// nobody 0
	// rolled up alike: true
}
