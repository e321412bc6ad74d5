// Apart from the files that use them, so that the package's declarations need no driver's types.

/** How safe a commit is: `normal` survives the end of the process, `full` also of the machine. */
export type Synchronous = 'normal' | 'full';

/** How thoroughly the file is read at start: not at all, its structure, or indexes as well. */
export type IntegrityCheck = 'off' | 'quick' | 'full';
