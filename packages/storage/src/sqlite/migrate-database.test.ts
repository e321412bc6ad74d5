import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { migrateDatabase } from './migrate-database.ts';
import { hashSchema } from './read-schema.ts';
import { schemaHash } from './schema-hash.ts';

let folder = '';
let database: Database.Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-migrate-'));
  database = new Database(join(folder, 'data.db'));
  database.pragma('journal_mode = WAL');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const run = (statement: string): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await sql.raw(statement).execute(db);
  },
});
const first = { '0001_expand_pets': run('CREATE TABLE pets (name text)') };
const second = { ...first, '0002_expand_age': run('ALTER TABLE pets ADD COLUMN age integer') };
const broken = {
  ...first,
  '0002_expand_age': run('ALTER TABLE pets ADD COLUMN age integer'),
  '0003_contract_name': run('ALTER TABLE nothing DROP COLUMN name'),
};
const columns = () => database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('pets');

describe('migrateDatabase', () => {
  it('leads a new file to the schema whose sum this version expects', async () => {
    await migrateDatabase(database, migrations);
    expect(hashSchema(database)).toBe(schemaHash);
  });

  it('makes no copy of a new file or one that is up to date', async () => {
    await migrateDatabase(database, second);
    await migrateDatabase(database, second);
    expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([]);
    expect(columns()).toEqual(['name', 'age']);
  });

  it('leaves a copy of the file as it was before an upgrade, rows in the log included', async () => {
    await migrateDatabase(database, first);
    database.exec("INSERT INTO pets VALUES ('Ada')");
    await migrateDatabase(database, second);
    const path = join(folder, 'data.db.before-0002_expand_age');
    expect(statSync(path).mode & 0o077).toBe(0);
    const copy = new Database(path, { readonly: true });
    expect(copy.prepare('SELECT * FROM pets').all()).toEqual([{ name: 'Ada' }]);
    copy.close();
    expect(database.prepare('SELECT * FROM pets').all()).toEqual([{ name: 'Ada', age: null }]);
  });

  it('undoes every step of an upgrade of which one fails', async () => {
    await migrateDatabase(database, first);
    await expect(migrateDatabase(database, broken)).rejects.toThrow('could not be upgraded');
    expect(columns()).toEqual(['name']);
    await migrateDatabase(database, second);
    expect(columns()).toEqual(['name', 'age']);
  });

  it('refuses a file of a newer version and changes nothing in it', async () => {
    await migrateDatabase(database, second);
    await expect(migrateDatabase(database, first)).rejects.toThrow(
      /data\.db was written by a newer version of the gateway \(it has 0002_expand_age\)/,
    );
    expect(columns()).toEqual(['name', 'age']);
  });

  it('refuses the database of another program', async () => {
    database.exec('CREATE TABLE theirs (value text)');
    await expect(migrateDatabase(database, first)).rejects.toThrow('not one of this gateway');
  });
});

describe('hashSchema', () => {
  it('notices a changed column or index, but not how the SQL was written', () => {
    const hashOf = (statements: string) => {
      const scratch = new Database(':memory:');
      scratch.exec(statements);
      return hashSchema(scratch);
    };
    const plain = hashOf('CREATE TABLE pets (name text, age integer)');
    expect(hashOf('create table "pets" ("name" TEXT, "age" INTEGER)')).not.toBe(
      hashOf('CREATE TABLE pets (name text)'),
    );
    expect(hashOf('CREATE  TABLE  "pets"(  name text, age integer )')).toBe(plain);
    expect(hashOf('CREATE TABLE pets (name text, age integer NOT NULL)')).not.toBe(plain);
    expect(
      hashOf('CREATE TABLE pets (name text, age integer); CREATE INDEX by_age ON pets (age)'),
    ).not.toBe(plain);
    const pets = 'CREATE TABLE pets (name text, age integer);';
    const trigger = 'CREATE TRIGGER t AFTER INSERT ON pets BEGIN DELETE FROM pets; END';
    expect(hashOf(`${pets} ${trigger}`)).not.toBe(plain);
    expect(hashOf(`${pets} CREATE VIEW names AS SELECT name FROM pets`)).not.toBe(plain);
  });
});

it('names migrations by number, kind and purpose, without a gap', () => {
  Object.keys(migrations).forEach((name, at) => {
    expect(name).toMatch(/^\d{4}_(expand|contract)_[a-z0-9_]+$/);
    expect(Number(name.slice(0, 4))).toBe(at + 1);
  });
});
