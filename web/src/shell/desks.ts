// The desks: where each lies, whose it is, and how its code comes when it is first opened.

import type { ComponentType } from 'preact';
import type { Role } from '../api/by-hand.ts';

export interface Desk {
  role: Role;
  path: string;
  load: () => Promise<{ default: ComponentType }>;
}

/** In the order of a paper's way; the first of one's roles is where one starts. */
export const DESKS: readonly Desk[] = [
  { role: 'operator', path: '/so-hoa', load: () => import('../desks/operator/index.tsx') },
  { role: 'approver', path: '/phe-duyet', load: () => import('../desks/approver/index.tsx') },
  { role: 'clerk', path: '/tiep-nhan', load: () => import('../desks/clerk/index.tsx') },
  { role: 'manager', path: '/theo-doi', load: () => import('../desks/manager/index.tsx') },
  { role: 'auditor', path: '/kiem-toan', load: () => import('../desks/auditor/index.tsx') },
  { role: 'admin', path: '/quan-tri', load: () => import('../desks/admin/index.tsx') },
];

export function desksOf(roles: readonly Role[]): readonly Desk[] {
  return DESKS.filter(({ role }) => roles.includes(role));
}
