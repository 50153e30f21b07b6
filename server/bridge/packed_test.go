package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzUnpacking: whatever a sidecar packs comes out whole and within the bound, or not at all. That it may be too much is tried
// with the arguments of a method.
func FuzzUnpacking(f *testing.F) {
	for _, content := range []string{"", "value", string(bytes.Repeat([]byte("name,id,region\n"), 4_000))} {
		whole := gzipOf(f, content)
		f.Add(whole)
		f.Add(whole[:len(whole)/2])
		f.Add(whole[:len(whole)-1])
		f.Add(bytes.Repeat(whole, 2))
		f.Add(append(bytes.Clone(whole), "more"...))
		f.Add(append(bytes.Clone(whole[:4]), whole...))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, input []byte) {
		content, err := packed{Gzip: input}.unpack()
		if err != nil {
			require.Nil(t, content)
			return
		}
		require.LessOrEqual(t, len(content), maxUnpackedBytes)
		again, err := packed{Gzip: gzipOf(t, string(content))}.unpack()
		require.NoError(t, err)
		require.Equal(t, content, again)
	})
}
