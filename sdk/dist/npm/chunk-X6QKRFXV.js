var __defProp = Object.defineProperty;
var __defNormalProp = (obj, key, value) => key in obj ? __defProp(obj, key, { enumerable: true, configurable: true, writable: true, value }) : obj[key] = value;
var __publicField = (obj, key, value) => __defNormalProp(obj, typeof key !== "symbol" ? key + "" : key, value);

// <define:VITALS>
var define_VITALS_default = ["vitals-4ca8ac635f21", "TKisY18hXut6/kXLyGRzHJIY0EYpJJe/IcVPsVBIsIo="];

export {
  __publicField,
  define_VITALS_default
};
