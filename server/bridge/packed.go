package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"reflect"

	"mattermost-plugin-ec2ctl/server/bridge/sidecar"
)

// maxUnpackedBytes bounds what a packed argument becomes: as many bytes as the longest message could bring as they are.
const maxUnpackedBytes = sidecar.MaxMessageBytes

var bytesType = reflect.TypeFor[[]byte]()

// packed is []byte that crosses compressed: a file is read here before all that comes behind it.
type packed struct {
	Gzip []byte `json:"gzip"`
}

func (p packed) unpack() ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(p.Gzip))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(reader, maxUnpackedBytes+1))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if len(content) > maxUnpackedBytes {
		return nil, fmt.Errorf("has more than %d bytes unpacked", maxUnpackedBytes)
	}
	return content, nil
}
