/** Letters and digits of generated ids. */
export const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Characters after the prefix: about 143 bits, so that ids do not repeat. */
export const idLength = 24;
