//go:build !linux

package krm

import "errors"

func (realDisk) exchange(string, string) error { return errors.ErrUnsupported }

func (realDisk) settleEverything(string) error { return errors.ErrUnsupported }
