"""How do people read findings in a browser, in one file that needs no network?"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from mockserver.contract.report import Entry, Report
from mockserver.contract.reports.grouping import counts, grouped, place
from mockserver.contract.reports.legible import legible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_STYLE = """\
:root{color-scheme:light dark;--line:#8884;--error:#c62828;--warning:#b26a00;--info:#1769aa}
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}
h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
form{position:sticky;top:0;background:Canvas;padding:.6rem 0;display:flex;gap:1rem;flex-wrap:wrap;align-items:center}
input[type=search]{flex:1;min-width:12rem;font:inherit;padding:.35rem .5rem}
details{border-left:.25rem solid var(--line);margin:.3rem 0;padding:.2rem .6rem}
details.error{border-color:var(--error)}details.warning{border-color:var(--warning)}details.info{border-color:var(--info)}
section{content-visibility:auto;contain-intrinsic-size:auto 10rem}
summary{cursor:pointer;overflow-wrap:anywhere}summary b{margin-right:.4rem}
.error summary b{color:var(--error)}.warning summary b{color:var(--warning)}.info summary b{color:var(--info)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font-size:.85rem}[hidden]{display:none}
@media(prefers-color-scheme:dark){:root{--error:#ff8a80;--warning:#ffb74d;--info:#82b1ff}}
@media print{form{display:none}}"""
_SCRIPT = """\
const every=(what)=>[...document.querySelectorAll(what)],form=every('form')[0],all=every('details');
const query=every('[name=q]')[0],kinds=every('[name=kind]'),shown=every('output')[0];
const texts=new Map(all.map(one=>[one,(one.parentNode.dataset.name+' '+one.textContent).toLowerCase()]));
function show(){
const words=query.value.toLowerCase().split(/\\s+/),chosen=kinds.filter(kind=>kind.checked).map(kind=>kind.value);
for(const one of all)
one.hidden=!(chosen.includes(one.className)&&words.every(word=>texts.get(one).includes(word)));
for(const part of every('section'))part.hidden=!part.querySelector('details:not([hidden])');
shown.value=all.filter(one=>!one.hidden).length+' of '+all.length;}
form.hidden=!all.length;form.addEventListener('input',show);form.addEventListener('submit',e=>e.preventDefault());show();"""


def page(report: Report) -> str:
    """Every finding, open to its details, with a search and a choice of severities; it can be read without a script."""
    report = legible(report)
    name = escape(f"{report.command} {report.subject}")
    sections = "\n".join(_section(name, entries) for name, entries in grouped(report).items())
    return "\n".join(
        (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{name}</h1><p>{escape(counts(report))}</p>{_paragraph(report.summary)}",
            _form(),
            f"<main>{sections}</main>{_passed(report)}",
            f"<script>{_SCRIPT}</script></body></html>\n",
        )
    )


def _form() -> str:
    kinds = " ".join(
        f'<label><input type="checkbox" name="kind" value="{kind}" checked> {kind}</label>'
        for kind in ("error", "warning", "info")
    )
    search = '<input type="search" name="q" placeholder="Search" aria-label="Search">'
    return f'<form hidden>{search} {kinds} <output name="shown"></output></form>'


def _section(name: str, entries: tuple[Entry, ...]) -> str:
    inside = "\n".join(map(_entry, entries))
    return f'<section data-name="{escape(name)}"><h2>{escape(name)}</h2>\n{inside}\n</section>'


def _entry(entry: Entry) -> str:
    where = f" <code>{escape(entry.pointer)}</code>" if entry.pointer else ""
    head = f"<b>{entry.severity}</b><code>{escape(entry.code)}</code>{where} {escape(entry.message)}"
    return f'<details class="{entry.severity}"><summary>{head}</summary>{"".join(_inside(entry))}</details>'


def _inside(entry: Entry) -> Iterator[str]:
    yield from (_paragraph(text) for text in (place(entry), f"blame: {entry.blame}" if entry.blame else "") if text)
    yield from (f"<pre>{escape(text)}</pre>" for text in ("\n".join(entry.details), entry.curl) if text)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _passed(report: Report) -> str:
    items = "".join(f"<li>{escape(name)}</li>" for name in report.passed)
    return f"<h2>Passed</h2><ul>{items}</ul>" if items else ""
