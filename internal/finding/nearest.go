package finding

import "strings"

// Nearest is the candidate that a misspelt word most likely means, or "".
func Nearest(word string, candidates []string) string {
	best, distance := "", 1+len(word)/3
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c
		}
		if n := edits(strings.ToLower(word), strings.ToLower(c)); n <= distance && (best == "" || n < distance) {
			best, distance = c, n
		}
	}
	return best
}

// edits counts the insertions, deletions, substitutions and swaps of neighbours between two words. Words beyond any
// field's length are as far apart as they are long.
func edits(a, b string) int {
	const long = 40
	if len(a) > long || len(b) > long {
		return max(len(a), len(b))
	}
	var rows [3][long + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// Slip reports whether one text becomes the other by one letter more, less or changed, or by two that change places.
func Slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	switch len(b) - len(a) {
	case 0:
		same := a[min(n+1, len(a)):] == b[min(n+1, len(b)):]
		turned := n+1 < len(a) && a[n] == b[n+1] && a[n+1] == b[n] && a[n+2:] == b[n+2:]
		return same || turned
	case 1:
		return a[n:] == b[n+1:]
	}
	return false
}
