/** Profiles by their place in the order from narrow to wide, for parts that need to know. */

/** A page view says of itself what the page says, and nothing else is captured. */
export const HEADERS = 0

/** A person has an id, after consent. */
export const CONSENTED = 2

/** The pages show people's names, so that only names from `data-lotse-name` are read. */
export const SIGNED_IN = 3
