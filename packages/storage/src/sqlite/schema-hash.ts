/** Sum of the schema after all migrations; a test says the new value when a migration is added. */
export const schemaHash = 'ea1939da9d14b93d1a3bd42deef24e2041956d4a4ddc7c76a3c8767ee0fdf89b';
