package main

import "time"

// parentCheckEvery is how often a plugin looks whether its server is still there. Nothing else tells it:
// go-plugin goes on listening when the server was killed.
const parentCheckEvery = time.Second

// endWithParent calls end as soon as the parent's pid differs from the one at the start.
func endWithParent(parent func() int, end func()) {
	first := parent()
	for range time.Tick(parentCheckEvery) {
		if parent() != first {
			end()
			return
		}
	}
}
