/**
 * The look, in the shadow root and nowhere else. All lengths follow the person's own size of letters, since pages set
 * that of the root element to what they like. Colours are the agency's, or these.
 */
export const css = `:host{all:initial;display:block}
[hidden]{display:none!important}
*{box-sizing:border-box}
.c{--page:#fff;--text:#1b1f24;--button:#0b4f7d;--button-text:#fff;--edge:#6b7480;--error:#b3261e;color-scheme:light;color:var(--text);background:var(--page);font:medium/1.5 system-ui,sans-serif;overflow-wrap:break-word;text-align:start}
@media(prefers-color-scheme:dark){.c{--page:#15191e;--text:#eceff3;--button:#8cc4f0;--button-text:#0b1a26;--edge:#8a94a1;--error:#ffb4ab;color-scheme:dark}}
h2,h3,p,ul,legend,fieldset{margin:0 0 .75em;padding:0;border:0}
h2,h3{line-height:1.25;font-size:1.4em}
h3{font-size:1.15em}
.j>h3{margin-top:1.5em}
.p{white-space:pre-line}
.f{container-type:inline-size;width:100%}
.t{margin:0 0 .75em;display:flex;flex-wrap:wrap;gap:.25em 1em;align-items:start;justify-content:space-between}
.t h2{flex:1 1 8em;min-width:0;margin:0;padding:.3em 0}
section{padding:1em}
.q{margin:0 0 2em;min-width:0}
.q>label,legend{display:block;font-weight:600;margin:0 0 .4em}
.w{margin:1em 0}
.w legend{font-weight:400}
.d{font-weight:400}
.o{display:flex;gap:.75em;align-items:center;min-height:max(44px,2.75em);margin:.3em 0;padding:.25em .75em;border:1px solid var(--edge);border-radius:.25em}
.o>span{min-width:0}
.o:has(:checked){border-color:var(--button);box-shadow:inset 0 0 0 1px var(--button)}
.o input{flex:none;width:1.25em;height:1.25em;margin:0;accent-color:var(--button)}
.g{margin-inline-end:.5em}
.n{display:none}
.i{display:block;margin:.3em 0 .75em;margin-inline:2.75em 0}
[type=text],[type=email],[type=date],textarea{display:block;width:100%;min-height:max(44px,2.75em);padding:.5em .6em;border:1px solid var(--edge);border-radius:.25em;background:var(--page);color:var(--text);font:inherit}
[type=date]{width:auto;max-width:100%}
textarea{resize:vertical}
.m{font-size:.9em;margin:.3em 0 .75em}
.e,.r{color:var(--error);font-weight:600}
.r{color:inherit}
.x{border-inline-start:4px solid var(--error);padding-inline-start:1em}
.s{border:3px solid var(--error);border-radius:.25em;padding:1em;margin:0 0 1.5em}
ul{list-style:none;margin:0}
a{display:inline-block;min-height:max(44px,2.75em);color:var(--error);padding:.6em 0}
.b,.a{min-height:max(44px,2.75em);min-width:44px;padding:.5em 1.25em;border:2px solid var(--button);border-radius:.25em;background:var(--button);color:var(--button-text);font:inherit;font-weight:600;cursor:pointer;max-width:100%}
.y{background:var(--page);color:var(--text)}
.a{border:0;padding:.5em 0;background:none;color:var(--text);font-weight:400;text-decoration:underline}
[aria-disabled]{opacity:.6}
:focus{outline:3px solid var(--text);outline-offset:2px;box-shadow:0 0 0 2px var(--page)}
:focus:not(:focus-visible){outline:0;box-shadow:none}
.h{position:absolute;inset-block-start:0;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
dialog{width:min(40em,100vw - 1em);max-width:none;max-height:calc(100vh - 1em);max-height:calc(100dvh - 1em);margin:auto;padding:1.25em;border:1px solid var(--edge);border-radius:.25em;overflow:auto;overscroll-behavior:contain;box-shadow:0 .25em 1.5em #0006}
dialog::backdrop{background:#0009}
.v{position:fixed;inset:auto 0 0 auto;inset-inline:auto 0;margin:.5em;width:min(26em,100vw - 1em);max-height:80vh;z-index:2147483647}
.u{margin-block-end:5em;max-height:calc(80vh - 4em)}
.v>:not(.f) .t{justify-content:start;margin:0}
.z{position:fixed;inset-block-end:1em;inset-inline-end:1em;z-index:2147483646;background:none}
.z .b{box-shadow:0 .15em .75em #0006}
@media(prefers-reduced-motion:no-preference){.v{animation:y .25s ease-out}@keyframes y{from{transform:translateY(2em)}}}
@media(max-width:30em){dialog{padding:1em .75em}}
@media print{.z,.v{display:none}}
@container(min-width:34em){.k{display:grid;gap:.3em;grid-template-columns:repeat(5,minmax(0,1fr))}
.k7{grid-template-columns:repeat(7,minmax(0,1fr))}
.k11{grid-template-columns:repeat(11,minmax(0,1fr))}
.k .o{flex-direction:column;gap:.25em;justify-content:center;padding:.5em 0;margin:0;text-align:center}
.k .o .l{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.k .o{position:relative}
.n{display:flex;justify-content:space-between;gap:2em;grid-column:1/-1;font-size:.9em}
.n+.o{grid-column:1/-1;flex-direction:row;justify-content:start;padding:.25em .75em}
}`
