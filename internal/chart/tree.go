package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// node is a place in a tree, with the way back to the root. A list below a map is held by reference, so that it may
// grow in place.
type node struct {
	parent *node
	key    any // of the child on the way, a string or an int
	value  any
}

func overlayPath(root map[any]any, at string, value any) error {
	n, err := find(&node{value: root}, overlaySteps(at))
	if err != nil {
		return err
	}
	if value == nil {
		return n.remove()
	}
	return n.write(value)
}

// overlaySteps cuts a path at its dots, except for \., and before brackets: a.b[c:d].e has the steps a, b, [c:d], e.
func overlaySteps(at string) []string {
	at = strings.TrimSuffix(strings.TrimPrefix(path.Clean(at), "."), ".")
	var steps []string
	for _, s := range cut(at, '.') {
		s = strings.ReplaceAll(s, `\.`, ".")
		if bracket := strings.IndexByte(s, '['); bracket > 0 {
			steps = append(steps, s[:bracket], s[bracket:])
		} else if s != "" {
			steps = append(steps, s)
		}
	}
	return steps
}

// cut splits at a separator that no backslash precedes.
func cut(text string, separator byte) []string {
	var parts []string
	start := 0
	for i := range len(text) {
		if text[i] == separator && (i == 0 || text[i-1] != '\\') {
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func bracketed(step string) (string, bool) {
	if strings.HasPrefix(step, "[") && strings.HasSuffix(step, "]") {
		return step[1 : len(step)-1], true
	}
	return "", false
}

// position reads a step [N]; -1 stands for the place after the last item.
func position(step string) (int, bool) {
	inner, ok := bracketed(step)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(inner)
	return n, err == nil && n >= -1
}

// selector reads a step [key:value].
func selector(step string) (key, value string, ok bool) {
	inner, ok := bracketed(step)
	if !ok {
		return "", "", false
	}
	parts := cut(inner, ':')
	if len(parts) != 2 || parts[0] == "" || parts[1] == "" || !isMadeOf(parts[0], letter+"_-", 1, len(inner)) {
		return "", "", false
	}
	return parts[0], parts[1], true
}

// find walks down the steps and makes maps for what is missing. Below such a map, brackets are keys like any other.
func find(n *node, steps []string) (*node, error) {
	if len(steps) == 0 {
		return n, nil
	}
	step, rest := steps[0], steps[1:]
	if n.value == nil {
		n.value = map[string]any{}
		if _, ok := position(step); ok {
			n.value = []any{}
		} else if _, _, ok := selector(step); ok {
			n.value = []any{}
		}
	}
	at := n.value
	if list, ok := at.(*any); ok {
		at = *list
	}
	switch at := at.(type) {
	case []any:
		return findItem(n, at, step, rest)
	case map[any]any:
		child, ok := at[step]
		if !ok {
			child = map[any]any{}
			at[step] = child
		}
		return n.child(step, child, rest)
	case map[string]any:
		if at == nil {
			at = map[string]any{}
			n.value = at
		}
		child, ok := at[step]
		if !ok {
			child = map[string]any{}
			if len(rest) > 0 {
				if _, ok := position(rest[0]); ok {
					child = []any{}
				}
			}
			at[step] = child
		}
		return n.child(step, child, rest)
	}
	return nil, fmt.Errorf("%v is no map or list below which %s could be", at, step)
}

func (n *node) child(key string, value any, rest []string) (*node, error) {
	if _, ok := value.([]any); ok {
		list := value
		value = &list
	}
	n.key = key
	return find(&node{parent: n, value: value}, rest)
}

func findItem(n *node, list []any, step string, rest []string) (*node, error) {
	if at, ok := position(step); ok {
		var item any = map[string]any{}
		if at >= 0 && at < len(list) {
			item = list[at]
		} else {
			at = len(list)
		}
		n.key = at
		return find(&node{parent: n, value: item}, rest)
	}
	for i, item := range list {
		var value any
		key, want, ok := selector(step)
		switch m := item.(type) {
		case map[any]any:
			value = m[key]
		case map[string]any:
			value = m[key]
		default:
			pattern, _ := bracketed(step)
			if len(pattern) > 1 {
				pattern = strings.TrimPrefix(pattern, ":")
			}
			if pattern == "" {
				return nil, fmt.Errorf("%s does not select an item of a list", step)
			}
			if matched, err := regexp.MatchString(pattern, fmt.Sprint(item)); err == nil && matched {
				n.key = i
				return find(&node{parent: n, value: item}, rest)
			}
			continue
		}
		if !ok {
			return nil, fmt.Errorf("%s does not select an item of a list, [key:value] does", step)
		}
		if fmt.Sprint(value) == want {
			n.key = i
			return find(&node{parent: n, key: key, value: item}, rest)
		}
	}
	return nil, fmt.Errorf("no item %s", step)
}

func (n *node) remove() error {
	if n.parent == nil {
		return errors.New("the whole object cannot be removed")
	}
	switch at := n.parent.value.(type) {
	case *any:
		list, _ := (*at).([]any)
		i, _ := n.parent.key.(int)
		if i < 0 || i >= len(list) {
			return fmt.Errorf("no item %d", i)
		}
		*at = append(append([]any{}, list[:i]...), list[i+1:]...)
		switch above := n.parent.parent.value.(type) {
		case map[any]any:
			above[n.parent.parent.key] = *at
			return nil
		case map[string]any:
			above[n.parent.parent.key.(string)] = *at
			return nil
		}
		return errors.New("an item of a list of lists cannot be removed")
	case map[any]any:
		delete(at, n.parent.key)
		return nil
	case map[string]any:
		delete(at, fmt.Sprint(n.parent.key))
		return nil
	}
	return fmt.Errorf("nothing can be removed from %v", n.parent.value)
}

// write puts value at the node, and then what changed by that into the nodes above.
func (n *node) write(value any) error {
	for n.parent != nil {
		above, err := n.set(value)
		if err != nil || !above || n.parent.parent == nil {
			return err
		}
		n = n.parent
		value = n.value
	}
	return nil
}

func (n *node) set(value any) (above bool, err error) {
	value, fromText := structure(value)
	switch at := n.parent.value.(type) {
	case *any:
		list, ok := (*at).([]any)
		if !ok {
			return false, fmt.Errorf("%v is no list", *at)
		}
		i, _ := n.parent.key.(int)
		if i >= len(list) {
			list = append(list, make([]any, i-len(list)+1)...)
			*at = list
		}
		list[i] = value
		n.value = value
	case map[string]any:
		key := n.parent.key.(string)
		held, isList := n.value.(*any)
		switch {
		case isList && !fromText:
			list, ok := (*held).([]any)
			if !ok {
				return false, fmt.Errorf("%v is no list", *held)
			}
			switch v := value.(type) {
			case map[string]any:
				at[key] = append(list, v)
			case *any:
				at[key] = v
				n.value = v
			default:
				at[key] = append(list, v)
				n.value = at[key]
			}
		case fromText:
			delete(at, key)
			root := value.(map[string]any)
			if keys := slices.Sorted(maps.Keys(root)); len(keys) > 0 {
				at[keys[0]] = root[keys[0]]
			}
			return false, nil
		default:
			at[key] = value
			n.value = value
		}
	case map[any]any:
		at[n.parent.key] = value
		n.value = value
	default:
		return false, fmt.Errorf("nothing can be written below %v", at)
	}
	return true, nil
}

// structure reads a string that looks like YAML with a key as the map that it is.
func structure(value any) (any, bool) {
	text, ok := value.(string)
	if !ok {
		return value, false
	}
	several := strings.Contains(text, "\n")
	if !several && !strings.Contains(text, ": ") || several && !strings.Contains(text, ":") {
		return value, false
	}
	m := map[string]any{}
	if json.Unmarshal([]byte(text), &m) == nil {
		return value, false
	}
	if yaml.Unmarshal([]byte(text), &m) == nil {
		return m, true
	}
	return value, false
}
