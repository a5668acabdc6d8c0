// Command gen writes the JSON Schemas beside it from the types of internal/mesh. Run it by go generate in schemas.
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	// Comments are read from the sources, by paths relative to the module.
	if err := os.Chdir(".."); err != nil {
		log.Fatal(err)
	}
	all, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join("schemas", name), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
