/** Something under test, and how to put it away. */
export interface Opened<Subject> {
  readonly subject: Subject;
  /** Called once, after the test, also when it failed. */
  readonly close?: () => Promise<void>;
}

/** Runs a test on a fresh subject and closes it afterwards. */
export const withOpened =
  <Subject>(open: () => Promise<Opened<Subject>>) =>
  async (test: (subject: Subject) => Promise<void>): Promise<void> => {
    const { subject, close } = await open();
    try {
      await test(subject);
    } finally {
      await close?.();
    }
  };
