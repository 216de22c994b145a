// Routes that the pages use and that schemas/openapi.v1.json does not hold yet, written by hand. When the document holds a
// route, its lines go; when none is left, this file goes.

import type { components } from './schema.ts';

type Schemas = components['schemas'];

export type Role = 'admin' | 'operator' | 'approver' | 'clerk' | 'manager' | 'auditor';

export interface Session {
  account: string;
  name: string;
  roles: Role[];
  unit: string | null;
  unit_name: string | null;
  password_change_due: boolean;
  csrf_token: string | null;
}

export interface SignInWays {
  password: boolean;
  openid: string | null;
}

export interface Account {
  account: string;
  name: string;
  roles: Role[];
  unit: string | null;
  delegated: boolean;
  locked: boolean;
}

export interface OneTimePassword {
  one_time_password: string;
}

export interface Token {
  id: string;
  account: string;
  name: string;
  roles: Role[];
  until: string | null;
}

/** An item of the queue that one person has in hand. */
export interface Taken {
  item: Schemas['ReviewItem'];
  until: string;
  holder_name: string | null;
}

export interface Batch {
  batch: string;
  unit: string;
  unit_name: string;
  operator: string;
  opened_at: string;
  files: number;
  done: number;
  papers: number;
  held: number;
  refused: number;
}

export interface CatalogueName {
  code: string;
  name: string;
}

export interface ProcedureEntry extends CatalogueName {
  level: string;
  components: { paper_type: string; paper_type_name: string; required: boolean }[];
}

export interface UnitEntry extends CatalogueName {
  level: string;
  parent: string | null;
}

export interface PlanEntry {
  id: string;
  name: string;
}

export interface HolderEntry {
  holder: string;
  name: string;
}

export interface WaitingPaper {
  batch: string;
  paper: Schemas['PaperRecord'];
}

export interface Approved {
  code: string;
  problem: Schemas['Problem'] | null;
}

export interface AuditLine {
  sequence: number;
  at: string;
  kind: string;
  actor: string;
  unit: string | null;
  purpose: string | null;
  paper: string | null;
  holder: string | null;
  detail: string | null;
}

export interface AuditAnswer {
  entries: AuditLine[];
  next: number | null;
}

export interface AuditQuery {
  paper?: string;
  holder?: string;
  actor?: string;
  from?: string;
  to?: string;
  kind?: string;
  before?: number;
  limit?: number;
}

export interface Verification {
  checked_at: string;
  entries: number;
  head: string;
  intact: boolean;
  findings: string[];
}

export interface Standing {
  held: number;
  refused: number;
  waiting: number;
  by_unit: { unit: string; unit_name: string; held: number; refused: number }[];
}

export interface SheetsQuery {
  kind: 'dossier' | 'paper';
  procedure?: string;
  holder?: string;
  dossier?: string;
  type?: string;
  count?: number;
}

interface Limit {
  limit?: number;
}

/** By method and path: what a route takes and what it answers. `Blob` is an answer that is no JSON. */
export interface ContractRoutes {
  'GET /v1/session': { answer: Session };
  'POST /v1/session': { body: { account: string; password: string }; answer: Session };
  'DELETE /v1/session': { answer: undefined };
  'GET /v1/session/ways': { answer: SignInWays };
  'POST /v1/session/password': { body: { password: string; new_password: string }; answer: Session };

  'GET /v1/accounts': { answer: Account[] };
  'POST /v1/accounts': {
    body: { account: string; name: string; roles: Role[]; unit: string | null; delegated?: boolean };
    answer: OneTimePassword;
  };
  'PATCH /v1/accounts/{account}': {
    body: Partial<Omit<Account, 'account'>>;
    answer: Account;
  };
  'POST /v1/accounts/{account}/password': { answer: OneTimePassword };
  'GET /v1/tokens': { answer: Token[] };
  'POST /v1/tokens': {
    body: { account: string; name: string; roles: Role[]; until: string | null };
    answer: Token & { token: string };
  };
  'DELETE /v1/tokens/{id}': { answer: undefined };

  'GET /v1/review': {
    query: Limit;
    answer: (Schemas['ReviewItem'] & { in_hand: string | null })[];
  };
  'GET /v1/review/next': { query: { after?: string }; answer: Taken | undefined };
  'POST /v1/review/{id}/take': { answer: Taken };
  'DELETE /v1/review/{id}/take': { answer: undefined };
  'GET /v1/pages/{paper}/{page}': {
    query: { width?: number };
    answer: Blob;
  };
  'GET /v1/papers/{code}/pages/{page}': {
    query: { width?: number };
    answer: Blob;
  };
  'GET /v1/papers/{code}/certified': { answer: Blob };
  'GET /v1/sheets': { query: SheetsQuery; answer: Blob };

  'GET /v1/batches': { query: Limit; answer: Batch[] };

  'GET /v1/catalogue/paper-types': { answer: CatalogueName[] };
  'GET /v1/catalogue/procedures': { answer: ProcedureEntry[] };
  'GET /v1/catalogue/units': { answer: UnitEntry[] };
  'GET /v1/catalogue/plans': { answer: PlanEntry[] };
  'GET /v1/catalogue/holders': { query: { q: string }; answer: HolderEntry[] };

  'GET /v1/papers': {
    query: Schemas['LookupQuery'] & { typing?: boolean };
    answer: Schemas['LookupAnswer'];
  };
  'GET /v1/approvals': { query: Limit; answer: WaitingPaper[] };
  'POST /v1/approvals': { body: { approve: string[] }; answer: Approved[] };

  'GET /v1/audit': { query: AuditQuery; answer: AuditAnswer };
  'GET /v1/audit/verification': { answer: Verification | undefined };
  'POST /v1/audit/verification': { answer: Verification };

  'GET /v1/standing': { query: { unit?: string }; answer: Standing };
}
