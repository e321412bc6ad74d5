// Generated from src/strategies/*.ts. Do not edit.
import { strategy as priority } from './priority.ts';

export const registry = [priority] as const;
