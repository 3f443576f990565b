import {
  guard
} from "./chunk-GPNSU5ZH.js";
import "./chunk-X6QKRFXV.js";

// src/core/redaction.ts
var rules = [
  ["token", /bearer +[\w.~+/=-]{16,}/gi, /\n\w+ +\D{16,31}\r/],
  ["token", /eyJ[\w-]{8,}(?:\.[\w-]*){1,4}|[uc]1\.[\w-]+\.\d{9,11}\.[\w-]{20,}/g],
  [
    "email",
    /[\p{L}\p{N}\p{M}._%+'*!$^~-]+(?:@|%40)(?:[\p{L}\p{N}\p{M}-]+\.)+(?:xn--[\dA-Za-z-]+|[\p{L}\p{M}]{2,})/gu
  ],
  ["token", /[\w+-]{20,}/g, void 0, token],
  ["iban", /[a-z]{2}\d\d(?:[ -]?[\da-z]){11,30}/gi, /[\da-z]\n/i, iban],
  ["card", /\d+(?:[ .-]{1,3}\d+)*/g, void 0, card],
  ["ssn", /\d{3}[ .-]\d\d[ .-]\d{4}|ssn[ :=#]{0,3}\d{9}/gi, /[\da-z]\n|\r[\da-z]/i],
  ["phone", /\+ ?\(?[1-9][\d ()./-]{5,28}\d/g, /\n\D*(\d\D*){0,7}\r/],
  ["phone", /00 ?[1-9][\d ()/-]{7,28}\d/g, /[\da-z]\n|\n\D*(\d\D*){0,10}\r/i],
  [
    "phone",
    /(?:1[ .-]?)?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-]?)[2-9]\d\d[ .-]?\d{4}/g,
    /[\da-z]\n|\r[\da-z]|\d\.\n\d+\r|\n\d+\r\.\d/i
  ],
  [
    "phone",
    /\(0\d{1,5}\)[ /-]{0,3}\d[\d /-]{3,28}\d|0[1-9]\d{1,4}[ /-]{1,3}\d[\d /-]{3,28}\d/g,
    /[\da-z]\n|\n\D*(\d\D*){0,8}\r/i
  ],
  [
    "phone",
    /0[1-9](?: \d\d){4}|0[1-9](?:\.\d\d){4}|0[1-9](?:-\d\d){4}|0[1-9]\d{8,10}/g,
    /[\da-z]\n|\r[\da-z]|\d\.\n\d+\r/i
  ]
];
function redactText(text) {
  const folded = fold(text);
  let result = folded;
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index];
    const pattern = rule[1];
    let rest = "";
    let done = 0;
    let match;
    pattern.lastIndex = 0;
    while ((index !== 2 || /@|%40/.test(result)) && (match = pattern.exec(result))) {
      const found = match[0];
      const start = match.index;
      const end = start + found.length;
      const after = result.slice(end, end + 2);
      const part = !(rule[2] && rule[2].test(result.slice(Math.max(done, start - 2), start) + "\n" + found + "\r" + after)) && (rule[3] ? rule[3](found, after) : [0, found.length]);
      if (part) {
        rest += result.slice(done, start + part[0]) + "[" + rule[0] + "]";
        pattern.lastIndex = done = start + part[1];
      } else if (rule[2]) {
        pattern.lastIndex = start + 1;
      }
    }
    result = rest + result.slice(done);
  }
  return result === folded ? text : result;
}
function fold(text) {
  return text.replace(/[\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "").replace(/[\0-\x1f\x7f-\x9f\s]/g, " ").replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff0b\uff0d\uff0e\uff10-\uff19\uff20]/g, (sign) => {
    const code = sign.charCodeAt(0);
    return String.fromCharCode(code > 65280 ? code - 65248 : 48 + ((code > 2304 ? code - 6 : code) & 15));
  });
}
var known = /(^|-)([\da-fA-F]{8}(-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|(?=[a-fA-F]*\d)(?=\d*[a-fA-F])[\da-fA-F]{32,}|AKIA[\da-zA-Z]{16})(-|$)|^(gh[pos]|glpat|[spr]k|xox[bpa])-(.*-)?(?=[a-zA-Z]*\d)[\da-zA-Z]{16}/;
function token(found) {
  const pieces = found.replace(/[_+-]+/g, "-").replace(/^-|-$/g, "");
  let random = known.test(pieces) || isRandom(pieces);
  pieces.replace(/[^-]+/g, (piece) => (random = random || isRandom(piece), ""));
  return random && [0, found.length];
}
function isRandom(text) {
  const length = text.replace(/-/g, "").length;
  const turns = text.length - text.replace(/[a-z](?=[\dA-Z])|\d(?=[a-zA-Z])|[A-Z](?=\d)/g, "").length;
  return length > 19 && /\d/.test(text) && turns * 5 >= length;
}
function iban(found, after) {
  for (let account = found; account.length > 14; account = account.slice(0, -1)) {
    let rest = 0;
    const characters = (account.slice(4) + account.slice(0, 4)).replace(/[ -]/g, "");
    characters.replace(/./g, (character) => (rest = +("" + rest + parseInt(character, 36)) % 97, ""));
    if (rest === 1 && characters.length > 14 && /^[\da-z]([^\da-z]|$)/i.test((found + after).slice(account.length - 1))) {
      return [0, account.length];
    }
  }
  return void 0;
}
function card(found) {
  for (let first = found; first; first = first.replace(/^\d+\D*/, "")) {
    let last = (/^(\D*\d){1,19}(?!\d)/.exec(first) || [""])[0];
    for (; last; last = last.replace(/\D*\d+$/, "")) {
      const digits = last.replace(/\D/g, "");
      let sum = 0;
      digits.replace(/./g, (digit, place) => {
        const weighed = +digit * (1 + (digits.length - place + 1) % 2);
        sum += weighed > 9 ? weighed - 9 : weighed;
        return "";
      });
      if (sum % 10 === 0 && /^[2-6]\d{12,18}$/.test(digits)) {
        const start = found.length - first.length;
        return [start, start + last.length];
      }
    }
  }
  return void 0;
}
function redactAddress(address) {
  return address.replace(
    /^(\w+:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)(\??)([^#]*)(.*)/,
    (_, scheme, host, path, mark, query, route) => scheme + host + path.replace(/[^/]+/g, redactPart) + mark + query.replace(/\+/g, "%20").replace(/[^&=]+/g, redactPart) + // A route in the fragment is path and query again.
    route.replace(/[^#!/?&=]+/g, redactPart)
  );
}
function redactPart(part) {
  let plain = part;
  for (let round = 0; round < 3; round++) {
    plain = plain.replace(/(?:%[89a-f][\da-f])+|%[0-7][\da-f]/gi, (bytes) => decode(bytes) || "\uFFFD");
  }
  const redacted = /^\d{9,}$/.test(plain) ? "[number]" : redactText(plain);
  return redacted === plain ? part : redacted.replace(/[\0- %?#/&=+\x7f]/g, encodeURIComponent);
}
var decode = guard((bytes) => decodeURIComponent(bytes));

// src/core/rules.ts
var rules_default = [redactText, redactAddress];
export {
  rules_default as default
};
