// The kinds of controls by name. Each registers itself in its own file, controls/<kind>.js, which says all that there is to know of it:
//   problem(control, value)  why a value cannot be its state, in words for the person who gave it; "" when it can
//   normal(control, value)   a legal value as the state holds it
//   number(control, value)   what the program's functions get
//   read(control, text)      the value that a link's text names; null when it names none
//   words(control, value)    the state for a sentence
//   build(control, parts)    its element: {element, refresh(value, force), clock?}; parts: {change(name, value, how), current(), signal,
//                            numbers(), the numbers of all controls, present(name), the states of the runs of a stopwatch}
//   slides, plays            true where it is a number in a range that a hand slides, or that moves by itself
// and where there is more to say:
//   numbers(control, value)  further numbers that the program's functions get, by name
//   over(control, mark, parts)   what lies over the plot whose mark draws it: {element, begin(), refresh()}
//   brief(control, value)    `words` in few of them, for large type
//   text(control, value)     the value as a link holds it
//   follow(control, value, before, after)   its value when the numbers of other controls change; the program gets the value as "~name" too
//   between(control, share)  the value that lies `share` (0 to 1) of the way through what is possible

/** @type {Map<string, Covis.Kind>} */
const KINDS = new Map();

/**
 * Make a kind of control known.
 * @param {string} name
 * @param {Covis.Kind} kind
 */
export const register = (name, kind) => KINDS.set(name, kind);

/** @param {string} name */
export const known = (name) => KINDS.has(name);

/**
 * What is known of the kind of a control; an error where its file has not been loaded.
 * @param {{kind: string}} control
 * @returns {Covis.Kind}
 */
export function kindOf(control) {
  const kind = KINDS.get(control.kind);
  if (!kind) throw new Error(`This page does not know the control "${control.kind}"`);
  return kind;
}
