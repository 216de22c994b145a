// What day it is.

/** Today at the counters, `2026-11-29`, whatever a PC is set to. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
}
