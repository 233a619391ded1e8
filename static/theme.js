// Before the first paint: the colours the reader chose, where there was a choice.
try { const chosen = localStorage.getItem("clausebook-theme"); if (chosen) document.documentElement.dataset.theme = chosen; } catch { /* no storage, no choice */ }
