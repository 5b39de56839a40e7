"""One file per mechanism that confines a process; `choose` takes the strongest that works here."""
