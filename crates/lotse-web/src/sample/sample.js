// The sample services' own script: moves focus to errors and reports what only the service knows.
// The pages work without it.
"use strict";

(() => {
  const { sampleEvent: name, sampleProperties: properties } = document.body.dataset;

  document.getElementById("error-summary")?.focus();

  // The client may be blocked or absent; the service does not depend on it.
  if (name && typeof window.lotse === "function") {
    window.lotse("track", name, JSON.parse(properties ?? "{}"));
  }
})();
