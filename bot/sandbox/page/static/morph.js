// Makes a part of the page equal to what the server drew, and leaves alone what did not change:
// focus, scroll places, open details and half-typed words survive.

export function morph(have, want) {
  if (have.isEqualNode(want)) return;
  if (have.nodeType !== want.nodeType || have.nodeName !== want.nodeName || have.id !== want.id) {
    have.replaceWith(document.importNode(want, true));
    return;
  }
  if (have.nodeType !== Node.ELEMENT_NODE) {
    have.nodeValue = want.nodeValue;
    return;
  }
  if (have.hasAttribute("data-keep")) return;
  attributes(have, want);
  children(have, want);
}

// What the person opened, and what scripts said about it, is not the server's to close.
const kept = (element, name) =>
  (name === "open" && (element.nodeName === "DETAILS" || element.nodeName === "DIALOG")) ||
  name === "aria-expanded" || (name === "hidden" && element.matches(".menu, .suggest")) || name === "aria-sort" ||
  (name === "disabled" && element.matches(".send"));

function attributes(have, want) {
  for (const { name } of [...have.attributes]) {
    if (!want.hasAttribute(name) && !kept(have, name)) have.removeAttribute(name);
  }
  for (const { name, value } of want.attributes) {
    if (have.getAttribute(name) !== value && !kept(have, name)) have.setAttribute(name, value);
  }
}

function children(have, want) {
  const named = new Map();
  for (const child of have.children) if (child.id) named.set(child.id, child);
  let at = have.firstChild;
  for (const wanted of [...want.childNodes]) {
    const same = wanted.id ? named.get(wanted.id) : fitting(at, wanted);
    if (!same) {
      have.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else have.insertBefore(same, at);
    morph(same, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function fitting(at, wanted) {
  return at && !at.id && at.nodeType === wanted.nodeType && at.nodeName === wanted.nodeName ? at : null;
}
