package page

import (
	"maps"
	"net/http"
)

// headers keep a page from being framed, sniffed or fed with foreign scripts. There is no unsafe-inline: styles and
// scripts are files of our own. The lists are shared by all answers, and nobody writes to them.
var headers = http.Header{
	"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
		"font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; frame-src 'none'; " +
		"frame-ancestors 'none'; form-action 'self'"},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"same-origin"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"geolocation=(), camera=(), microphone=()"},
}

// Headers sets these on every answer.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		maps.Copy(w.Header(), headers)
		next.ServeHTTP(w, req)
	})
}
