"""Work that no request waits for: timers, calls to neighbours, starts of other processes."""
