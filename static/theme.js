// Sets the colour scheme that the reader chose before the first paint.
try { const chosen = localStorage.getItem("clausebook-theme"); if (chosen) document.documentElement.dataset.theme = chosen; } catch { /* storage is not available */ }
