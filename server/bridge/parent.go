package main

import "time"

// parentCheckEvery is how often a plugin looks whether its server is still there. Nothing else tells it:
// go-plugin goes on listening when the server was killed.
const parentCheckEvery = time.Second

// endWithParent calls end as soon as the parent's pid differs from first, the one at the very start: a server
// that dies while its plugin still starts must not count as none.
func endWithParent(first int, parent func() int, end func()) {
	for range time.Tick(parentCheckEvery) {
		if parent() != first {
			end()
			return
		}
	}
}
