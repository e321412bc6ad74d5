/** Sum of the schema after all migrations; a test says the new value when a migration is added. */
export const schemaHash = 'f7d476a082f15305e3677436f1b9b5948fc10ff552086a946f430f168ce7014b';
