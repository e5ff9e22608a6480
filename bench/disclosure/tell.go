package main

import (
	"fmt"
	"math"
)

// limits are the most seconds and megabytes of a job on a table.
var limits = map[[2]string]used{
	{"B1e4", safe}: {seconds: 0.15}, {"B1e4", attack}: {seconds: 0.15},
	{"B1e5", safe}: {seconds: 1.5}, {"B1e5", attack}: {seconds: 1.5},
	{"B1e6", safe}: {seconds: 10, megabytes: 600},
}

// mostSecondary is how many cells may be withheld for the others on the smallest table, without insiders in mind.
const mostSecondary = 140

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

// tellSizes tells the tables of the reference.
func tellSizes(all []result) {
	for _, r := range all {
		if !r.ByReference {
			fmt.Println("The generator of the reference is not beside the project: persons of our own making, and no ratios to other programs.")
			break
		}
	}
	fmt.Printf("\n%-8s %10s %9s  %-28s %s\n", "", "cells", "primary", "secondary (no insiders)", "shown of all counts")
	for _, r := range all {
		fmt.Printf("%-8s %10d %9d  %-28s %.1f %%\n", r.name, r.Cells, r.safe.Primary, fmt.Sprintf("%d (%d)", r.safe.Secondary, r.plain.Secondary), 100*r.safe.Share)
	}
	for _, name := range []string{safe, plain, attack, intervals, counted, rounded, noisy} {
		fmt.Printf("\n%-26s %10s %12s %10s\n", name+", a process", "CPU s", "peak MB", "power")
		for i, r := range all {
			u, ok := r.used[name]
			if !ok {
				fmt.Printf("  %-24s not measured. %s\n", r.name, r.failed[name])
				continue
			}
			power := ""
			if i > 0 && all[i-1].used[name].seconds > 0 {
				p := math.Log(u.seconds/all[i-1].used[name].seconds) / math.Log(float64(r.Cells)/float64(all[i-1].Cells))
				power = fmt.Sprintf("%.2f", p)
			}
			fmt.Printf("  %-24s %10.3f %12.0f %10s%s\n", r.name, u.seconds, u.megabytes, power, against(r, name, u))
		}
	}
	tellPeers(all)
}

// against holds what was used against its limit.
func against(r result, name string, u used) string {
	limit, ok := limits[[2]string{r.name, name}]
	if !ok {
		return ""
	}
	text := fmt.Sprintf("   limit %g s: %s", limit.seconds, verdict(u.seconds <= limit.seconds))
	if limit.megabytes > 0 {
		text += fmt.Sprintf("; %g MB: %s", limit.megabytes, verdict(u.megabytes <= limit.megabytes))
	}
	return text
}

// tellPeers tells the ratios to other programs, which were measured on the very same tables.
func tellPeers(all []result) {
	fmt.Println("\nOther programs, measured before, on another day, on a busy machine of 2 processors (R 4.2.2)")
	for _, r := range all {
		if !r.ByReference {
			continue
		}
		if r.peers.seconds > 0 {
			u := r.used[plain]
			fmt.Printf("  %s: GaussSuppression 1.2.3 took %g s and %.0f MB for the protection alone: %.1f x our whole process (%.3f s), %.1f x its memory; it withholds %d, ours %d, and leaves %d insiders\n",
				r.name, r.peers.seconds, r.peers.megabytes, r.peers.seconds/u.seconds, u.seconds, r.peers.megabytes/u.megabytes, r.peers.secondary, r.plain.Secondary, r.peers.lone)
		}
		if r.peers.best > 0 {
			fmt.Printf("  %s: at most %d withheld for others: %s (%d); the fewest of another program, sdcTable's GAUSS in 17.5 s: %d\n",
				r.name, mostSecondary, verdict(r.plain.Secondary <= mostSecondary), r.plain.Secondary, r.peers.best)
		}
	}
	fmt.Println("  B1e5: GaussSuppression had no result after 604 s (16 % of the candidates); B1e6: none was run")
}

// tellHard tells the tables that are known to be hard.
func tellHard(all []result) {
	fmt.Printf("\n%-32s %10s %9s %10s   %-24s %s\n", "hard tables", "cells", "primary", "secondary", "protect: CPU s, MB", "audit: CPU s, MB")
	for _, r := range all {
		text := func(name string) string {
			u, ok := r.used[name]
			if !ok {
				return "failed"
			}
			return fmt.Sprintf("%.3f, %.0f", u.seconds, u.megabytes)
		}
		fmt.Printf("%-32s %10d %9d %10d   %-24s %s\n", r.name, r.Cells, r.safe.Primary, r.safe.Secondary, text(safe), text(attack))
	}
}
