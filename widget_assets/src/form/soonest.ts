/**
 * Nobody fills in a form any faster, says the server, and asks who does for patience. By our clock it is a little more, as some
 * browsers make theirs coarse.
 */
export const SOONEST_MS = 3_100;
