/** A session ends this long after it was last used. */
export const SESSION_TTL_MS = 30 * 24 * 60 * 60 * 1000;

/** Use is written down at most this often, so that reading a page does not write a row. */
export const SESSION_REFRESH_MS = 10 * 60 * 1000;
