package shape

// Readers of decoded JSON: what is missing or of another type is the zero value.

func text(s map[string]any, key string) string { v, _ := s[key].(string); return v }
func truth(s map[string]any, key string) bool  { v, _ := s[key].(bool); return v }

func number(s map[string]any, key string) *float64 {
	switch v := s[key].(type) {
	case float64:
		return &v
	case int64:
		f := float64(v)
		return &f
	case int:
		f := float64(v)
		return &f
	}
	return nil
}

func count(s map[string]any, key string) *int {
	f := number(s, key)
	if f == nil {
		return nil
	}
	i := int(*f)
	return &i
}

func texts(list any) []string {
	values, _ := list.([]any)
	var all []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

func objects(list any) []map[string]any {
	values, _ := list.([]any)
	var all []map[string]any
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}
