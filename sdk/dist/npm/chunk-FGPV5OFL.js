// src/core/width.ts
var HEADERS = 0;
var CONSENTED = 2;
var SIGNED_IN = 3;

// src/core/route.ts
function routeAddress(href) {
  return href.replace(/#(?![/!]).*/, "");
}

export {
  HEADERS,
  CONSENTED,
  SIGNED_IN,
  routeAddress
};
