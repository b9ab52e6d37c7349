// Prints what BuildKit's own parser reads in Dockerfiles, one JSON object a line, or writes it to files:
//
//	go run . -write .. ../../inputs/*.Dockerfile   the goldens, one a file; Biome formats them then
//	find DIR -name Dockerfile | go run .           many files, named on standard input
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type reading struct {
	File string `json:"file"`
	// Why BuildKit refuses the whole file; then there are no instructions.
	Refusal string `json:"refusal,omitempty"`
	// Why it would not build what it can read.
	Complaint    string        `json:"complaint,omitempty"`
	Escape       string        `json:"escape,omitempty"`
	Instructions []instruction `json:"instructions"`
}

type instruction struct {
	Keyword string `json:"keyword"`
	// 1-based; a heredoc's lines count.
	FirstLine int       `json:"firstLine"`
	LastLine  int       `json:"lastLine"`
	Flags     []string  `json:"flags,omitempty"`
	Payload   []string  `json:"payload"`
	IsJSON    bool      `json:"isJson,omitempty"`
	Heredocs  []heredoc `json:"heredocs,omitempty"`
	// What ONBUILD triggers; the payload is its own.
	Trigger string `json:"trigger,omitempty"`
}

type heredoc struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

func main() {
	folder := flag.String("write", "", "the folder to write a file a Dockerfile to")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			files = append(files, lines.Text())
		}
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		read := readDockerfile(source)
		if *folder == "" {
			read.File = file
			write(os.Stdout, read, "")
			continue
		}
		read.File = filepath.Base(file)
		golden, err := os.Create(filepath.Join(*folder, strings.TrimSuffix(read.File, ".Dockerfile")+".json"))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		write(golden, read, "  ")
		golden.Close()
	}
}

func write(to *os.File, read reading, indent string) {
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(read); err != nil {
		panic(err)
	}
}

func readDockerfile(source []byte) reading {
	result, err := parser.Parse(bytes.NewReader(source))
	if err != nil {
		return reading{Refusal: err.Error(), Instructions: []instruction{}}
	}
	found := []instruction{}
	for _, node := range result.AST.Children {
		one := instruction{
			Keyword:   strings.ToUpper(node.Value),
			FirstLine: node.StartLine,
			LastLine:  node.EndLine,
			Flags:     node.Flags,
			IsJSON:    node.Attributes["json"],
			Payload:   []string{},
		}
		first := node.Next
		if one.Keyword == "ONBUILD" && first != nil && len(first.Children) > 0 {
			trigger := first.Children[0]
			one.Trigger = strings.ToUpper(trigger.Value)
			one.Flags = trigger.Flags
			one.IsJSON = trigger.Attributes["json"]
			first = trigger.Next
		}
		for next := first; next != nil; next = next.Next {
			one.Payload = append(one.Payload, next.Value)
		}
		for _, document := range node.Heredocs {
			one.Heredocs = append(one.Heredocs, heredoc{document.Name, document.Content})
		}
		found = append(found, one)
	}
	read := reading{Escape: string(result.EscapeToken), Instructions: found}
	if _, _, err := instructions.Parse(result.AST, nil); err != nil {
		read.Complaint = err.Error()
	}
	return read
}
