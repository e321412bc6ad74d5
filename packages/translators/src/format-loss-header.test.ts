import { type LossReport, lossCodes } from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import { formatLossHeader } from './format-loss-header.ts';

describe('formatLossHeader', () => {
  it('counts codes, most frequent first, and names no place', () => {
    const loss: LossReport = [
      { severity: 'dropped', code: 'sampling_dropped', path: 'top_k' },
      { severity: 'kept', code: 'tool_name_changed', path: 'tools[0].name' },
      { severity: 'kept', code: 'tool_name_changed', path: 'tools[1].name' },
    ];
    expect(formatLossHeader(loss)).toBe('tool_name_changed=2, sampling_dropped=1');
  });

  it('is absent when nothing was lost', () => {
    expect(formatLossHeader([])).toBeUndefined();
  });

  it('stays within 512 characters and says how many codes it left out', () => {
    const header = formatLossHeader(
      lossCodes.map((code) => ({ severity: 'dropped', code, path: '' })),
    );
    expect(header?.length).toBeLessThanOrEqual(512);
    const shown = header?.split(', ') ?? [];
    expect(shown.at(-1)).toBe(`more=${lossCodes.length - (shown.length - 1)}`);
  });
});
