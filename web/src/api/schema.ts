// Made by `npm run types` from schemas/openapi.v1.json. Not to be edited.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the ledger takes writes */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts */
        get: operations["list_accounts"];
        put?: never;
        /** Make an account */
        post: operations["create_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change an account */
        patch: operations["change_account"];
        trace?: never;
    };
    "/v1/accounts/{account}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an account a new password for one time */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for approval, oldest first */
        get: operations["list_approvals"];
        put?: never;
        /**
         * Approve many papers, each by itself
         * @description Each is approved or not whatever becomes of the others; the answer has one line a paper, in order.
         */
        post: operations["approve_papers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, when and what for: by paper, by holder, by person */
        get: operations["list_traces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last time that the whole log was verified; 204 when it never was */
        get: operations["get_log_verification"];
        put?: never;
        /** Verify the whole log: chain, exported segments, signed checkpoints */
        post: operations["verify_log"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches, the newest first, and how far each is */
        get: operations["list_batches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{batch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a batch, as far as it is done with */
        get: operations["get_batch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Holders whose ID or name begins so: whom a paper in hand may be of */
        get: operations["find_holders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Issuers of papers that are here, whose name has words that begin so */
        get: operations["find_issuers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/paper-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All paper types */
        get: operations["list_paper_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All plans */
        get: operations["list_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/procedures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All procedures */
        get: operations["list_procedures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All units that live on a day */
        get: operations["list_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a procedure asks for, and what of it is held for a holder */
        get: operations["checklist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Digitised share of results in force, by level and unit */
        get: operations["coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record a dossier */
        post: operations["open_dossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dossier and what it took from the store */
        get: operations["get_dossier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{number}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a dossier to another unit with its papers */
        post: operations["hand_over_dossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{number}/reuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a paper from the store instead of asking for it again */
        post: operations["reuse_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dossiers/{number}/step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a dossier a step on */
        post: operations["step_dossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchange/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same of the dossiers received in a period */
        get: operations["exchange_period"];
        put?: never;
        /**
         * Take in dossiers as a one-stop system exports them
         * @description CSV, JSON or a message a line; what is wrong is told by line and column, and the good ones go in
         */
        post: operations["import_dossiers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchange/dossiers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the national portal is told of a dossier */
        get: operations["exchange_dossier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of the plans, with their explanations */
        get: operations["figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/figures/5.1/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The papers behind figure 5.1: results in force on a day */
        get: operations["papers_in_force"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The national indicators 4.1 to 4.4, with their explanations */
        get: operations["indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators/{figure}/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dossiers behind a figure */
        get: operations["dossiers_behind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Declare inventories
         * @description CSV with the columns unit, type, count, as_of; all of it or nothing
         */
        put: operations["declare_inventory"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pages/{paper}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the scan is cut that a paper (code or review ID) came in */
        get: operations["get_pages"];
        put?: never;
        /**
         * Put dropped pages back, take pages out, or say which papers there are
         * @description What changes goes along the path again in a batch of its own, whose receipt tells the new papers. Papers that waited no longer wait; papers with a code are superseded by what takes their place.
         */
        post: operations["cut_pages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pages/{paper}/{page}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put a page that was scanned again in the place of a bad one
         * @description The body is the file with the new page (PDF, TIFF, JPEG or PNG). A file is made of the paper and that page, and goes along the path in a batch of its own, whose receipt tells the new paper; the bad page stays in it, in no paper. Both files that it was made of are kept.
         */
        put: operations["replace_page"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look up papers by holder, or by name, code, dossier number or words */
        get: operations["look_up"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A paper's record */
        get: operations["get_paper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers/{code}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["approve_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers/{code}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reject_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers/{code}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["revoke_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/papers/{code}/supersede": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["supersede_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/receipts/{batch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a batch, signed */
        get: operations["get_receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A report
         * @description level, units, 766, inventory, reuse, backlog, waiting or productivity; as JSON, or with `format` as csv, xlsx or pdf
         */
        get: operations["report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a person, oldest first */
        get: operations["list_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The next that waits and nobody has in hand; it is in the caller's hand for ten minutes
         * @description What the caller has in hand already comes first, unless `after` names an item. 204 when nothing is left.
         */
        get: operations["next_review"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One paper that waits */
        get: operations["get_review"];
        put?: never;
        /** Accept or reject it */
        post: operations["decide_review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take it in hand, or keep it there for ten more minutes */
        post: operations["take_review"];
        /** Let go of it */
        delete: operations["give_back_review"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in files as one batch
         * @description multipart/form-data with the parts unit, operator, manifest (JSON, before the files; optional), ocr (false to keep and code only; optional) and one part a file. Answers when every byte is durable. The same bytes again are answered as a duplicate in the receipt.
         */
        post: operations["post_scans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/scans/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hand in one file under the hash of its bytes */
        put: operations["put_scan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get_session"];
        put?: never;
        /** Sign in */
        post: operations["sign_in"];
        /** Sign out */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose a new password */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in */
        get: operations["sign_in_ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sheets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Separator sheets as a PDF: of a dossier, of a paper type, or of neither */
        get: operations["print_sheets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Declare who works at counters
         * @description CSV with the columns unit, from, to, staff, person_days; all of it or nothing
         */
        put: operations["declare_staff"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What stands in the way: papers that wait, files that cannot be taken, by unit */
        get: operations["standing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/standing/{what}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is held, awaiting_approval or refused, the oldest first
         * @description Files and reasons, and no holder: a manager has no dossier in hand. At most 1,000.
         */
        get: operations["standing_behind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Record visits
         * @description CSV with the columns unit, ticket, arrived_at, received_at; all of it or nothing
         */
        put: operations["serve_tickets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All keys of machines */
        get: operations["list_tokens"];
        put?: never;
        /** Make a key for a machine */
        post: operations["add_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a key at once */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What was handed in. */
        Accepted: {
            /** @description The batch; its receipt is at `/v1/batches/{batch}`. */
            batch: components["schemas"]["BatchId"];
            /**
             * Format: uint32
             * @description How many files were taken in.
             */
            files: number;
            /** @description SHA-256 of each in order; null for one of which not a byte could be read. */
            sha256: (components["schemas"]["Sha256"] | null)[];
        };
        /** @description An account as its last entry in the log says. How it proves who it is lies apart, where no export takes it. */
        Account: {
            /** @description What it signs in with. */
            account: components["schemas"]["AccountName"];
            /** @description Whether it scans for other units and sees nothing but what it scanned (a public-postal company, DOMAIN §1). */
            delegated?: boolean;
            /** @description Whether it is shut out. */
            locked?: boolean;
            /** @description Who that is, for people. */
            name: string;
            /** @description What it may do. */
            roles: components["schemas"]["Role"][];
            /** @description The unit that it acts for; none for all of them. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description What of an account is to be otherwise; what is left out stays. */
        AccountChange: {
            /** @description Whether it scans for other units and sees nothing but what it scanned. */
            delegated?: boolean | null;
            /** @description Whether it is shut out. */
            locked?: boolean | null;
            /** @description Who it is, for people. */
            name?: string | null;
            /** @description What it may do. */
            roles?: components["schemas"]["Role"][] | null;
            /**
             * @description The unit that it acts for; null or an empty text for all units.
             * @default null
             */
            unit?: string | null;
        };
        AccountName: string;
        /** @description A paper that waits for approval. */
        ApprovalItem: {
            /** @description The batch that it came in. */
            batch: components["schemas"]["BatchId"];
            /** @description The paper. */
            paper: components["schemas"]["PaperRecord"];
        };
        /** @description Which. */
        ApproveMany: {
            /** @description Their codes, at most 1,000. */
            approve: components["schemas"]["PaperCode"][];
        };
        /** @description What became of one of many. */
        Approved: {
            /** @description The paper. */
            code: components["schemas"]["PaperCode"];
            /** @description Why it is not approved; null when it is. */
            problem?: components["schemas"]["Problem"] | null;
        };
        /** @description Something that does not fit. */
        AuditFinding: {
            /**
             * Format: uint64
             * @description The entry, when it can be named.
             */
            entry?: number | null;
            /** @description `ledger`, the path of a segment, or the path of a checkpoint. */
            found_in: string;
            /** @description What is wrong. */
            message: string;
        };
        /** @description The last time that the whole log was verified. */
        AuditVerification: {
            /**
             * Format: date-time
             * @description When.
             */
            checked_at: string;
            /**
             * Format: uint64
             * @description Signed checkpoints that were held against it.
             */
            checkpoints: number;
            /**
             * Format: uint64
             * @description Entries of the ledger's log that were verified.
             */
            entries: number;
            /** @description What does not fit, by entry. */
            findings: components["schemas"]["AuditFinding"][];
            /**
             * Format: uint64
             * @description Exported segments that were held against it.
             */
            segments: number;
            /**
             * Format: uint64
             * @description The last entry that a checkpoint vouches for; later ones are chained, but not signed yet.
             */
            vouched_for: number;
        };
        /** @description A batch and how far it is. */
        BatchAnswer: {
            batch: components["schemas"]["BatchId"];
            /**
             * Format: uint32
             * @description Files that are done with.
             */
            done: number;
            /**
             * Format: uint32
             * @description Files that were received.
             */
            files: number;
            /**
             * Format: uint32
             * @description Files of which a paper waits or waited for a person.
             */
            held: number;
            /** Format: date-time */
            opened_at: string;
            operator: string;
            /**
             * Format: uint32
             * @description Papers that have their codes.
             */
            papers: number;
            /**
             * Format: uint32
             * @description Files that cannot be taken.
             */
            refused: number;
            unit: components["schemas"]["UnitCode"];
            unit_name?: string | null;
        };
        BatchId: string;
        BatchesQuery: {
            /**
             * Format: uint
             * @description How many at most; 50 when left out.
             */
            limit?: number | null;
        };
        By: {
            /** @description The paper that takes its place. */
            by: components["schemas"]["PaperCode"];
        };
        /** @description How a dossier came in (DOMAIN §6, `KenhThucHien`). */
        Channel: "counter" | "online" | "post";
        /** @description The answer that comes before anyone reaches for the scanner. */
        Checklist: {
            /** @description The holder. */
            holder: components["schemas"]["HolderId"];
            /** @description Each component in the order of the official list. */
            items: components["schemas"]["ChecklistItem"][];
            /** @description Its name. */
            name: string;
            /** @description The procedure. */
            procedure: components["schemas"]["ProcedureCode"];
        };
        /** @description One paper that the procedure asks for. */
        ChecklistItem: {
            /** @description What it is, by name. */
            name: string;
            /** @description What is held of it, reusable ones first, newest first. */
            papers: components["schemas"]["FoundPaper"][];
            /** @description Whether the dossier is incomplete without it. */
            required: boolean;
            /** @description What to do. */
            status: components["schemas"]["ChecklistStatus"];
            /** @description What it is, by code. */
            type: components["schemas"]["PaperTypeCode"];
        };
        ChecklistQuery: {
            /** @description The holder. */
            holder: components["schemas"]["HolderId"];
            /** @description The procedure. */
            procedure: components["schemas"]["ProcedureCode"];
        };
        /** @description What to do about one component. */
        ChecklistStatus: "reuse" | "not_reusable" | "scan";
        /** @description What is claimed about one paper before it is read; everything may be unknown. */
        Claim: {
            /** @description What it is about. */
            abstract?: string | null;
            /** @description How the dossier came in. */
            channel?: components["schemas"]["Channel"] | null;
            /** @description Original, certified copy or electronic. */
            copy_form?: components["schemas"]["CopyForm"] | null;
            /** @description The dossier that it was handed in with. */
            dossier?: components["schemas"]["DossierNumber"] | null;
            /**
             * Format: date-time
             * @description When its result is due.
             */
            due_at?: string | null;
            /** @description Who the paper is about. */
            holder?: components["schemas"]["Holder"] | null;
            /** @description Papers cut from the same scan before, in whose place it comes. */
            instead_of?: components["schemas"]["PaperCode"][];
            /**
             * Format: date
             * @description When it was issued.
             */
            issued_on?: string | null;
            /** @description Who issued it. */
            issuer?: string | null;
            /** @description Component or result. */
            kind?: components["schemas"]["PaperKind"] | null;
            /** @description Its number as printed. */
            number?: string | null;
            /**
             * Format: uint32
             * @description How many pages it has.
             */
            pages?: number | null;
            /** @description The dossier's procedure. */
            procedure?: components["schemas"]["ProcedureCode"] | null;
            /**
             * Format: date-time
             * @description When the dossier was received.
             */
            received_at?: string | null;
            /** @description What it is. */
            type?: components["schemas"]["PaperTypeCode"] | null;
            /**
             * Format: date
             * @description The last day on which it is valid.
             */
            valid_until?: string | null;
        };
        /** @description What a procedure asks for. */
        ComponentAnswer: {
            paper_type: components["schemas"]["PaperTypeCode"];
            paper_type_name: string;
            /** @description Whether the dossier is incomplete without it. */
            required: boolean;
        };
        /** @description A component of a dossier. */
        ComponentMessage: {
            /** @description Whether it was taken from the national store: 0 or 1. */
            DuocLayTuKhoDMQG?: string | number | boolean | null;
            /** @description Whether it was digitised: 0 or 1. */
            DuocSoHoa?: string | number | boolean | null;
            /** @description Whether it was reused: 0 no, 1 without a result's code, 2 under `MaKetQuaThayThe`. */
            DuocTaiSuDung?: string | number | boolean | null;
            /** @description Where the file is offered. */
            DuongDanTaiTepTin?: string | number | boolean | null;
            /** @description SHA-256 of the file, 64 hexadecimal digits. */
            HashTepTin?: string | number | boolean | null;
            /** @description What the file is of: 0 original, 1 copy, 2 electronic. */
            LoaiBan?: string | number | boolean | null;
            /** @description The code of the result in whose place it stands. */
            MaKetQuaThayThe?: string | number | boolean | null;
            /** @description Which component it is. */
            MaThanhPhanHoSo?: string | number | boolean | null;
            /** @description The file's name. */
            TenTepDinhKem?: string | number | boolean | null;
            /** @description The file's ID in the other system. */
            TepDinhKemId?: string | number | boolean | null;
        };
        /** @description What was scanned (DOMAIN §6, `LoaiBan`). */
        CopyForm: "original" | "certified_copy" | "electronic";
        /** @description The coverage of a day. */
        Coverage: {
            /** @description What does not fit. */
            inconsistencies: components["schemas"]["Inconsistency"][];
            /**
             * Format: date
             * @description The day.
             */
            on: string;
            /** @description The plan's name; null without one. */
            plan?: string | null;
            /** @description The levels from the top down, each followed by its units. */
            rows: components["schemas"]["CoverageRow"][];
        };
        CoverageQuery: {
            /** @description False for the levels alone: what a trend is drawn from. */
            by_unit?: boolean | null;
            /**
             * Format: date
             * @description The day; today when left out.
             */
            on?: string | null;
            /** @description The target plan; that in force when left out, none when empty. */
            plan?: string | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description One row of the coverage table: a level as a whole (`unit` is null) or one unit. */
        CoverageRow: {
            /**
             * Format: uint64
             * @description Results in force that are declared for the day.
             */
            declared: number;
            /**
             * Format: uint64
             * @description Results digitised, approved and still valid on the day.
             */
            digitised: number;
            /**
             * Format: double
             * @description Target − share: what is missing when positive; null when either is.
             */
            gap?: number | null;
            /** @description The level. */
            level: components["schemas"]["Level"];
            /**
             * Format: double
             * @description Digitised ÷ declared, 0 to 1, four decimals; null when nothing is declared.
             */
            share?: number | null;
            /**
             * Format: double
             * @description The share that the plan asks for by the end of the day's year, 0 to 1; null when it asks for none.
             */
            target?: number | null;
            /** @description The unit; null in the row of the whole level. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description The batch in which the scan comes again; its receipt is at `/v1/batches/{batch}`. */
        CutAgain: {
            batch: components["schemas"]["BatchId"];
        };
        /** @description How a scan is to be cut otherwise. */
        CutChange: {
            restore: number[];
        } | {
            drop: number[];
        } | {
            papers: number[][];
        };
        /** @description One paper of a scan. */
        CutPaper: {
            /** @description Which. */
            id: components["schemas"]["PaperId"];
            /** @description Its pages of the original, in its order. */
            pages: number[];
            /** @description What it is, when that is known. */
            type?: components["schemas"]["PaperTypeCode"] | null;
        };
        Decided: {
            /** @description The paper, when accepted. */
            paper?: components["schemas"]["PaperRecord"] | null;
        };
        /** @description What a person decides. */
        Decision: {
            /** @constant */
            action: "accept";
            /**
             * @description Corrections by field name; an empty value clears.
             * @default {}
             */
            set?: {
                [key: string]: string;
            };
        } | {
            /** @constant */
            action: "reject";
            /** @description Why. */
            why: string;
        };
        /** @description One citizen's or organisation's application. */
        Dossier: {
            /** @description How it came in. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description When its result is due.
             */
            due_at?: string | null;
            /** @description Who applies. */
            holder: components["schemas"]["Holder"];
            /** @description Its number. */
            number: components["schemas"]["DossierNumber"];
            /** @description What is applied for. */
            procedure: components["schemas"]["ProcedureCode"];
            /**
             * Format: date-time
             * @description When.
             */
            received_at: string;
        };
        DossierAnswer: {
            /** @description The dossier, when it was recorded here. */
            dossier?: components["schemas"]["DossierRecord"] | null;
            /** @description Papers that came with it. */
            papers: components["schemas"]["PaperCode"][];
            /** @description Papers that it took from the store. */
            reused: components["schemas"]["Reuse"][];
        };
        /** @description A component of a dossier, as the one-stop system tells of it (`TaiLieuNop[]`). */
        DossierComponent: {
            /** @description Which component of the procedure, as the other system codes it; a paper type where it is one. */
            component?: string | null;
            /** @description Original, certified copy or electronic, where it is told (`LoaiBan`). */
            copy_form?: components["schemas"]["CopyForm"] | null;
            /** @description Whether it was digitised (`DuocSoHoa`). */
            digitised?: boolean;
            /** @description The file's ID in the other system. */
            file_id?: string | null;
            /** @description The file's name. */
            file_name?: string | null;
            /** @description Where the other system offers the file. */
            file_path?: string | null;
            /** @description SHA-256 of the file, where it is told (`HashTepTin`). */
            file_sha256?: components["schemas"]["Sha256"] | null;
            /** @description Whether it was taken from the national store (`DuocLayTuKhoDMQG`). */
            from_national_store?: boolean;
        } & ({
            /** @constant */
            reuse: "no";
        } | {
            /** @constant */
            reuse: "without_code";
        } | {
            /** @description That code, as the other system gave it. */
            code: string;
            /** @constant */
            reuse: "under_code";
        });
        DossierList: {
            /** @description By number. */
            dossiers: components["schemas"]["DossierRecord"][];
            /** @description Where to go on (`after`); null at the end. */
            next?: components["schemas"]["DossierNumber"] | null;
        };
        DossierNumber: string;
        /** @description A dossier as a whole, as it was last told. Recording it again replaces what was told before. */
        DossierRecord: {
            /** @description How it came in. */
            channel: components["schemas"]["Channel"];
            /** @description Its components. */
            components?: components["schemas"]["DossierComponent"][];
            /**
             * Format: date-time
             * @description When its result is due.
             */
            due_at?: string | null;
            /** @description Who applies; `None` when the other system does not say by a number. */
            holder?: components["schemas"]["Holder"] | null;
            /** @description Its number. */
            number: components["schemas"]["DossierNumber"];
            /** @description Whether its procedure owed a paper result on the day of receipt (DOMAIN §5.3): the catalogue's word of then. */
            owes_result: boolean;
            /** @description What is applied for. */
            procedure: components["schemas"]["ProcedureCode"];
            /**
             * Format: date-time
             * @description When it was received; one that was not is in no figure.
             */
            received_at?: string | null;
            /**
             * Format: date-time
             * @description When the authority was done with it; when that is not told, the day of return says so.
             */
            resolved_at?: string | null;
            /** @description Its results. */
            results?: components["schemas"]["DossierResult"][];
            /**
             * Format: date-time
             * @description When its result was returned (`NgayTra`).
             */
            returned_at?: string | null;
            /** @description Where it stands. */
            state: components["schemas"]["DossierState"];
            /** @description The unit that has it in hand (`DonViXuLy`): its figures are this unit's. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description A result of a dossier, as the one-stop system tells of it (`DanhSachGiayToKetQua[]`). */
        DossierResult: {
            /** @description Its code in the other system (`MaGiayToKetQua`); a result with one is published under it. */
            code?: string | null;
            /** @description As which component it may be handed in elsewhere (`MaThanhPhanHoSo`). */
            component?: string | null;
            /** @description Where its file is offered (`DuongDanTepTinKetQua`); a result without one has no electronic file. */
            file_path?: string | null;
            /** @description SHA-256 of the file, where it is told (`HashTepTin`). */
            file_sha256?: components["schemas"]["Sha256"] | null;
            /** @description Its name (`TenGiayTo`). */
            name?: string | null;
            /** @description Its ID in the other system (`GiayToId`). */
            paper_id?: string | null;
        };
        /** @description Where a dossier stands (DOMAIN §6, `TrangThaiHoSo`). */
        DossierState: "registered" | "received" | "not_received" | "in_process" | "more_papers_asked" | "fee_due" | "withdrawn" | "stopped" | "resolved" | "returned";
        /** @description The dossiers of a day or a period, as one document. */
        Dossiers: {
            /** @description The dossiers. */
            dossiers: components["schemas"]["Message"][];
            /**
             * Format: date
             * @description The first day.
             */
            from: string;
            /**
             * Format: date
             * @description The last day.
             */
            to: string;
            /** @description The unit that they are of, with those below it; null for all. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description Why a page of a scan is in none of its papers. */
        DropReason: "blank" | "separator" | "by_hand";
        /** @description A page of a scan that is in none of its papers. It stays in the original, and one call puts it back. */
        DroppedPage: {
            /**
             * Format: uint32
             * @description The page, from 1.
             */
            page: number;
            /** @description Why. */
            why: components["schemas"]["DropReason"];
        };
        /** @description What a figure counts, of when, on which map, from which rule. Its words are Vietnamese. */
        Explanation: {
            /**
             * Format: date
             * @description As it was known by the end of this day.
             */
            as_of: string;
            /** @description What the denominator counts. */
            denominator: string;
            /**
             * Format: date
             * @description The first day of the period.
             */
            from: string;
            /** @description The figure's id. */
            id: string;
            /**
             * Format: date
             * @description The day whose map of units was counted on.
             */
            map_day: string;
            /** @description What else must be known: what was assumed, what was left out, what has changed since. */
            notes: string[];
            /** @description What the numerator counts. */
            numerator: string;
            /** @description Where the rule stands: decree or plan, with its section. */
            source: string;
            /** @description Its title. */
            title: string;
            /**
             * Format: date
             * @description The last day.
             */
            to: string;
        };
        /** @description One field as it was read. */
        Field: {
            /** @description Where on that page. */
            box?: number[] | null;
            /**
             * Format: float
             * @description 0 to 1.
             */
            confidence: number;
            /**
             * Format: uint32
             * @description The page it stands on, from 1; `None` when it was not read from a page.
             */
            page?: number | null;
            /** @description True when it would pass without a person's eye. */
            sure: boolean;
            /** @description What was read; `None` when nothing was: a field is never invented. */
            value?: string | null;
        };
        /** @description The names of the fields, as JSON and `hoso review accept --set` write them. */
        FieldName: "number" | "place" | "issued_on" | "type" | "abstract" | "issuer" | "signer" | "signer_position";
        /** @description The fields of one paper. */
        Fields: {
            /** @description Trích yếu. */
            abstract: components["schemas"]["Field"];
            /** @description Ngày ban hành, as `YYYY-MM-DD`. */
            issued_on: components["schemas"]["Field"];
            /** @description Cơ quan ban hành. */
            issuer: components["schemas"]["Field"];
            /** @description Số ký hiệu, as printed. */
            number: components["schemas"]["Field"];
            /** @description Địa danh. */
            place: components["schemas"]["Field"];
            /** @description Người ký. */
            signer: components["schemas"]["Field"];
            /** @description Chức vụ, lines joined by ` - `. */
            signer_position: components["schemas"]["Field"];
            /** @description Tên loại văn bản, for example `QUYẾT ĐỊNH`; a letter (công văn) has none. */
            type: components["schemas"]["Field"];
        };
        /** @description A figure that is not a national indicator. Its ids are those of [`FigureId`]. */
        Figure: {
            /**
             * Format: uint64
             * @description Of what: the same; visits for 5.6, whole person-days for 5.5.
             */
            denominator: number;
            /**
             * Format: date
             * @description The first day of the period.
             */
            from: string;
            /**
             * Format: double
             * @description What is missing to the target when positive; null when either is.
             */
            gap?: number | null;
            /**
             * @description Which figure: `5.1`, `5.2`, `5.4`, `5.4p` (papers), `5.5`, `5.6`, `5.7`, `5.8`, `hand_over`, `reuse`, `reuse_dossiers`,
             *     `reuse_national`.
             */
            id: string;
            /** @description The level; null for the whole, and for a unit that is not on the map. */
            level?: components["schemas"]["Level"] | null;
            /**
             * Format: uint64
             * @description What is counted: papers, counters, applicants, dossiers, hand-overs; seconds for 5.6.
             */
            numerator: number;
            /**
             * Format: double
             * @description Numerator ÷ denominator, 0 to 1, four decimals; null for a zero denominator, and for 5.5 and 5.6, which are no shares.
             */
            share?: number | null;
            /**
             * Format: double
             * @description What the plan asks for, in the unit of `value`; null when it asks for nothing.
             */
            target?: number | null;
            /**
             * Format: date
             * @description The last day. Of 5.1, which is of a day, the day.
             */
            to: string;
            /** @description The unit; null for a level or the whole. */
            unit?: components["schemas"]["UnitCode"] | null;
            /**
             * Format: double
             * @description The figure in its own unit: the share; dossiers per person a year (5.5) and minutes per visit (5.6) with two decimals.
             *     Null for a zero denominator.
             */
            value?: number | null;
        };
        /** @description Which days and units; part of each query. */
        FiguresQuery: {
            /**
             * Format: date
             * @description As it was known by the end of this day; today when left out.
             */
            as_of?: string | null;
            /**
             * @description Whether each unit is told.
             * @default false
             */
            by_unit?: boolean;
            /**
             * Format: date
             * @description The first day; the first of the last day's year when left out.
             */
            from?: string | null;
            /**
             * Format: date
             * @description The day whose map of units is counted on; `as_of` when left out.
             */
            map?: string | null;
            /** @description The plan to hold it against; that in force when left out, none when empty. */
            plan?: string | null;
            /** @description Only dossiers of this procedure. */
            procedure?: components["schemas"]["ProcedureCode"] | null;
            /**
             * Format: date
             * @description The last day; today when left out.
             */
            to?: string | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description One thing that is wrong in one place of a file. */
        FileError: {
            /** @description What is wrong, and what is expected instead. */
            cause: string;
            /**
             * @description The column: its name in a CSV file or a message, its number from 1 in broken JSON; `None` when it is the line as a
             *     whole.
             */
            column?: string | null;
            /** @description The file's name, as it was given. */
            file: string;
            /**
             * Format: uint64
             * @description The line, from 1; 0 when it is the file as a whole.
             */
            line: number;
        };
        /** @description One file of a batch. */
        FileReceipt: {
            /**
             * Format: uint64
             * @description Its length.
             */
            bytes: number;
            /** @description Its pages that are in none of them. */
            dropped?: components["schemas"]["DroppedPage"][];
            /** @description What became of it. */
            outcome: components["schemas"]["Outcome"];
            /**
             * Format: uint32
             * @description How many pages were found.
             */
            pages: number;
            /** @description Its papers; for a duplicate, the ones already here. */
            papers: components["schemas"]["PaperReceipt"][];
            /** @description As it was given. */
            path: string;
            /** @description Why, unless accepted. */
            reason?: components["schemas"]["Reason"] | null;
            /** @description `None` when not a byte of it could be read. */
            sha256?: components["schemas"]["Sha256"] | null;
        };
        /** @description What came of a file of lines. */
        FileReport: {
            /** @description What is wrong; of very many, the first thousand. */
            errors: components["schemas"]["FileError"][];
            /**
             * Format: uint64
             * @description Lines that the store had just so already.
             */
            known: number;
            /**
             * Format: uint64
             * @description Lines that were read, wrong ones among them.
             */
            lines: number;
            /**
             * Format: uint64
             * @description Lines of which the store knows something new by now.
             */
            taken: number;
            /**
             * Format: uint64
             * @description Lines that are wrong.
             */
            wrong: number;
        };
        /** @description Something about a page that an operator should know, in words that say what to do. */
        Finding: {
            /** @description What it is. */
            kind: components["schemas"]["FindingKind"];
            /** @description For the screen, in Vietnamese: "trang 3: 100 dpi, quét lại ở 300 dpi". */
            message: string;
            /**
             * Format: uint32
             * @description The page, from 1.
             */
            page: number;
            /** @description How much it weighs. */
            severity: components["schemas"]["Severity"];
        };
        /** @description What a finding is about. */
        FindingKind: "low_dpi" | "below_reading_dpi" | "unreadable_page" | "blurred" | "low_contrast" | "cut_off" | "shadow" | "scale" | "not_colour" | "almost_blank" | "missing_pages" | "page_count";
        /** @description What tells a paper scanned again. */
        Fingerprint: {
            /** @description Of its first page. */
            image?: components["schemas"]["ImageHash"] | null;
            /** @description Of its words. */
            words?: components["schemas"]["TextSketch"] | null;
        };
        /** @description One paper of an answer. */
        FoundPaper: {
            /** @description Its code. */
            code: components["schemas"]["PaperCode"];
            /** @description Who it is about. */
            holder: components["schemas"]["Holder"];
            /**
             * Format: date
             * @description When.
             */
            issued_on?: string | null;
            /** @description Who issued it. */
            issuer?: string | null;
            /** @description What it is, by name. */
            name: string;
            /** @description Its number as printed. */
            number?: string | null;
            /** @description Whether a dossier may take it today. */
            reusable: boolean;
            /** @description `awaiting_approval`, `approved`, `rejected`, `superseded`, `revoked` or, by date alone, `expired`. */
            state: string;
            /** @description What it is, by code. */
            type: components["schemas"]["PaperTypeCode"];
            /**
             * Format: date
             * @description Its last valid day; null for ever.
             */
            valid_until?: string | null;
            /** @description Why not, in Vietnamese. */
            why_not?: string | null;
        };
        /** @description A dossier goes from one unit to another, with its papers (luân chuyển hồ sơ). */
        HandOver: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description True when no paper went along: all of it was taken from the store. */
            electronic: boolean;
            /** @description Who gives it. */
            from: components["schemas"]["UnitCode"];
            /** @description The dossier. */
            number: components["schemas"]["DossierNumber"];
            /** @description The papers that went with it. */
            papers?: components["schemas"]["PaperCode"][];
            /** @description Who takes it. */
            to: components["schemas"]["UnitCode"];
        };
        HandOverRequest: {
            /** @description True when no paper goes along: all of it is taken from the store. */
            electronic: boolean;
            /** @description The unit that takes it. */
            to: components["schemas"]["UnitCode"];
        };
        /** @description A word for each reason to ask a person. */
        HoldKind: "holder_unknown" | "type_unknown" | "number_unknown" | "disagreement" | "count_mismatch" | "quality" | "all_blank" | "unreadable_page" | "unclaimed";
        /** @description Why a paper is held, in words for the screen. */
        HoldReason: {
            /** @description The next step. */
            hint: string;
            /** @description What for. */
            kind: components["schemas"]["HoldKind"];
            /** @description Which thing, what about it. */
            message: string;
        };
        /** @description Who a paper is about (chủ giấy tờ). */
        Holder: {
            /** @description Citizen ID, old ID or organisation code. */
            id: components["schemas"]["HolderId"];
            /** @description Full name, as written. */
            name?: string | null;
            /** @description The old ID card's number, which still stands on old papers. */
            old_id?: components["schemas"]["HolderId"] | null;
        };
        /** @description Somebody who holds papers. */
        HolderAnswer: {
            holder: components["schemas"]["HolderId"];
            name?: string | null;
        };
        HolderId: string;
        /**
         * @description Whom a paper names: by an ID card's QR code or print, or by a labelled form. A diploma tells a name and a birth date only;
         *     who that is, a person says.
         */
        HolderReading: {
            /**
             * Format: date
             * @description The day of birth.
             */
            born_on?: string | null;
            /** @description The holder's ID. */
            id?: components["schemas"]["HolderId"] | null;
            /** @description Where the ID is printed, as far as it is. */
            id_at?: components["schemas"]["Place"] | null;
            /** @description The full name. */
            name?: string | null;
            /** @description Where the name is printed. */
            name_at?: components["schemas"]["Place"] | null;
            /** @description The ID before it, which an ID card's QR code tells. */
            old_id?: components["schemas"]["HolderId"] | null;
            /** @description True when the ID would pass without a person's eye; never without an ID. */
            sure: boolean;
        };
        HoldersQuery: {
            /** @description An ID, or a name in any spelling. */
            q: string;
        };
        ImageHash: string;
        /** @enum {string} */
        ImportFormat: "csv" | "json" | "ndjson";
        ImportQuery: {
            /**
             * @description Take nothing in when a line is wrong.
             * @default false
             */
            all_or_nothing?: boolean;
            /** @description How the body is written. */
            format?: components["schemas"]["ImportFormat"];
        };
        /** @description Digitised results that no declaration covers. */
        Inconsistency: {
            /**
             * Format: uint64
             * @description Results declared; 0 when never declared.
             */
            declared: number;
            /**
             * Format: uint64
             * @description Results digitised.
             */
            digitised: number;
            /** @description The paper type. */
            type: components["schemas"]["PaperTypeCode"];
            /** @description The unit. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description One national indicator of the whole, a level or a unit. */
        Indicator: {
            /**
             * Format: uint64
             * @description Of how many.
             */
            denominator: number;
            /**
             * Format: date
             * @description The first day of the period, by dossiers' days of receipt.
             */
            from: string;
            /** @description `4.1`, `4.2`, `4.3` or `4.4`. */
            id: string;
            /** @description The level; null for the whole, and for a unit that is not on the map. */
            level?: components["schemas"]["Level"] | null;
            /**
             * Format: uint64
             * @description Dossiers that count.
             */
            numerator: number;
            /**
             * Format: double
             * @description The points that it earns, two decimals: all from the share on at which it earns them, pro rata below. Null without a
             *     share or where no maximum is known.
             */
            points?: number | null;
            /**
             * Format: double
             * @description Numerator ÷ denominator, 0 to 1, four decimals; null (N/A) for a zero denominator.
             */
            share?: number | null;
            /**
             * Format: date
             * @description The last day.
             */
            to: string;
            /** @description The unit; null for a level or the whole. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        IssuersQuery: {
            /** @description Some words of a name in their order, the last one perhaps not whole, in any spelling. */
            q: string;
        };
        /** @description The level of a unit (cấp). */
        Level: "province" | "district" | "commune";
        ListQuery: {
            /**
             * Format: uint
             * @description How many at most; 100 when left out.
             */
            limit?: number | null;
        };
        ListQuery2: {
            /**
             * Format: uint
             * @description How many at most; 100 when left out.
             */
            limit?: number | null;
        };
        /** @description Which days and units; part of each query. */
        ListQuery3: {
            /** @description Those after this number. */
            after?: components["schemas"]["DossierNumber"] | null;
            /**
             * Format: date
             * @description As it was known by the end of this day; today when left out.
             */
            as_of?: string | null;
            /**
             * Format: date
             * @description The first day; the first of the last day's year when left out.
             */
            from?: string | null;
            /**
             * Format: uint
             * @description At most so many, up to 1,000.
             */
            limit?: number | null;
            /**
             * Format: date
             * @description The day whose map of units is counted on; `as_of` when left out.
             */
            map?: string | null;
            /** @description Only dossiers of this procedure. */
            procedure?: components["schemas"]["ProcedureCode"] | null;
            /** @description Those that count (`numerator`), all (`denominator`) or those that are `missing`. */
            side?: components["schemas"]["ListSide"];
            /**
             * Format: date
             * @description The last day; today when left out.
             */
            to?: string | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @enum {string} */
        ListSide: "numerator" | "denominator" | "missing";
        /** @description The answer to a lookup. */
        LookupAnswer: {
            /** @description The papers, best first. */
            papers: components["schemas"]["FoundPaper"][];
            /**
             * Format: double
             * @description How long the answer took in this process, in milliseconds.
             */
            took_ms: number;
        };
        LookupQuery: {
            /** @description Only this holder's papers. */
            holder?: components["schemas"]["HolderId"] | null;
            /**
             * Format: uint
             * @description How many at most; 50 when left out.
             */
            limit?: number | null;
            /** @description A holder ID, name, paper code, dossier number, ID card QR text, or words. */
            q?: string | null;
            /**
             * @description True while somebody still types: at most ten answers, each the best of its holder unless `holder` is given, and no entry
             *     of the log. What they then open or ask for is one.
             * @default false
             */
            typing?: boolean;
        };
        /** @description A key that has just been made. */
        MadeKey: {
            /** @description The account for which it acts. */
            account: components["schemas"]["AccountName"];
            /** @description Its ID: the beginning of its hash. */
            id: string;
            /**
             * Format: date-time
             * @description When.
             */
            made_at: string;
            /** @description Who made it. */
            made_by: string;
            /** @description What it is for. */
            name: string;
            /** @description What it may do, of what its account may. */
            roles: components["schemas"]["Role"][];
            /** @description The key; it is not shown again. */
            token: string;
            /**
             * Format: date-time
             * @description When it ends; never when there is none.
             */
            until?: string | null;
        };
        /** @description One dossier, as a one-stop system tells of it. */
        Message: {
            /** @description The name of who applies. */
            ChuHoSo?: string | number | boolean | null;
            /** @description Its results. */
            DanhSachGiayToKetQua?: components["schemas"]["ResultMessage"][];
            /** @description The unit that has it in hand; where it is not told, the unit of the dossier's number. */
            DonViXuLy?: string | number | boolean | null;
            /** @description Whether a component of it was digitised: 0 or 1. Read only where the components are not listed. */
            HoSoCoThanhPhanSoHoa?: string | number | boolean | null;
            /**
             * @description How it came in: 1 counter, 2 online, 3 post. Required.
             * @default
             */
            KenhThucHien: string | number | boolean | null;
            /** @description Who applies: 1 a citizen, 2 an organisation. Written from the holder's number and not read: the number tells it. */
            LoaiDoiTuong?: string | number | boolean | null;
            /**
             * @description The dossier's number, for example `H48.28.05-261122-0975`. Required.
             * @default
             */
            MaHoSo: string | number | boolean | null;
            /**
             * @description The procedure, for example `1.001193`; the long form is read too. Required.
             * @default
             */
            MaTTHC: string | number | boolean | null;
            /** @description When its result is due, likewise; a day alone means its end. */
            NgayHenTra?: string | number | boolean | null;
            /** @description When the authority was done with it, likewise; a day alone means its end. An addition of ours. */
            NgayKetThucXuLy?: string | number | boolean | null;
            /** @description When it was received, `yyyyMMddHHmmss` Vietnam time; a day alone means its beginning. */
            NgayTiepNhan?: string | number | boolean | null;
            /** @description When its result was returned, likewise; a day alone means its end. */
            NgayTra?: string | number | boolean | null;
            /** @description The number of who applies: citizen ID, old ID or tax code. */
            SoGiayToChuHoSo?: string | number | boolean | null;
            /** @description The old ID of who applies. An addition of ours. */
            SoGiayToCuChuHoSo?: string | number | boolean | null;
            /** @description Its components. */
            TaiLieuNop?: components["schemas"]["ComponentMessage"][];
            /**
             * @description Where it stands, 1 to 10. Required.
             * @default
             */
            TrangThaiHoSo: string | number | boolean | null;
        };
        /** @description An account to be made. */
        NewAccount: {
            /** @description What it signs in with. */
            account: components["schemas"]["AccountName"];
            /**
             * @description Whether it scans for other units and sees nothing but what it scanned.
             * @default false
             */
            delegated?: boolean;
            /** @description Who that is. */
            name: string;
            /** @description What it may do. */
            roles: components["schemas"]["Role"][];
            /** @description The unit that it acts for; operators and clerks need one. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description A key to be made. */
        NewKey: {
            /** @description The account for which it acts. */
            account: components["schemas"]["AccountName"];
            /** @description What it is for. */
            name: string;
            /** @description What it may do, of what its account may. */
            roles: components["schemas"]["Role"][];
            /**
             * Format: date-time
             * @description When it ends; never when left out.
             */
            until?: string | null;
        };
        NextQuery: {
            /** @description One that the caller lets others do: the next one after it. */
            after?: components["schemas"]["ReviewId"] | null;
        };
        /** @description A password to be handed over and changed at once. */
        OneTime: {
            /** @description It is not shown again. */
            one_time_password: string;
        };
        /** @description What became of a file. */
        Outcome: "accepted" | "held" | "duplicate" | "refused";
        PaperCode: string;
        /** @description The files of a paper. */
        PaperFiles: {
            /** @description The access copy; `None` unless it was asked for at intake. */
            access?: components["schemas"]["StoredFile"] | null;
            /** @description The PDF/A; `None` for a paper that was taken in without reading. */
            archival?: components["schemas"]["StoredFile"] | null;
            /** @description What the scanner gave, byte for byte; several papers may lie in one. */
            original: components["schemas"]["StoredFile"];
            /** @description The recognised text: one `PageText` a line, zstd. */
            text?: components["schemas"]["StoredFile"] | null;
        };
        /** @description A paper that has its code, or one that waits for a person. */
        PaperId: components["schemas"]["ReviewId"] | components["schemas"]["PaperCode"];
        /** @description What a paper is to its dossier. */
        PaperKind: "component" | "result";
        PaperList: {
            /** @description Where to go on (`after`); null at the end. */
            next?: components["schemas"]["PaperCode"] | null;
            /** @description By code. */
            papers: components["schemas"]["PaperRecord"][];
        };
        /** @description One paper of a file. */
        PaperReceipt: {
            /** @description Its code, once it has one. */
            code?: components["schemas"]["PaperCode"] | null;
            /** @description Its pages, from 1. */
            pages: number[];
            /** @description Its place in review, as long as it is held. */
            review_id?: components["schemas"]["ReviewId"] | null;
            /** @description Papers that it may be a second scan of. */
            similar?: components["schemas"]["PaperCode"][];
            /** @description What it is, when that is known. */
            type?: components["schemas"]["PaperTypeCode"] | null;
        };
        /** @description A paper in the store: its code, its state, and all that the draft said. */
        PaperRecord: {
            /** @description Trích yếu. */
            abstract?: string | null;
            /** @description Its identity, given once. */
            code: components["schemas"]["PaperCode"];
            /** @description Original, certified copy or electronic. */
            copy_form: components["schemas"]["CopyForm"];
            /** @description The dossier that it came with. */
            dossier?: components["schemas"]["DossierNumber"] | null;
            /** @description Fields that a machine read, not surely, and nobody has confirmed. */
            doubtful: components["schemas"]["FieldName"][];
            /** @description The field of the procedure (lĩnh vực). */
            field?: string | null;
            /** @description Its files. */
            files: components["schemas"]["PaperFiles"];
            /** @description What the quality gate noted. */
            findings: components["schemas"]["Finding"][];
            /** @description What tells it when it is scanned again. */
            fingerprint?: components["schemas"]["Fingerprint"] | null;
            /**
             * @description True when it was handed in though the store had a reusable paper of its holder and type, from another dossier, on the
             *     day (DOMAIN §5.4).
             */
            handed_in_again?: boolean;
            /** @description Who it is about. */
            holder: components["schemas"]["Holder"];
            /** @description Papers cut from the same scan before, in whose place it comes. */
            instead_of?: components["schemas"]["PaperCode"][];
            /**
             * Format: date
             * @description When.
             */
            issued_on?: string | null;
            /** @description Who issued it. */
            issuer?: string | null;
            /** @description Component or result. */
            kind: components["schemas"]["PaperKind"];
            /** @description The paper type's name when it was coded. */
            name: string;
            /** @description The number as printed; `None` for a paper without one. */
            number?: string | null;
            /** @description Who scanned it. */
            operator: string;
            /** @description The pages of the original that are its own, from 1. */
            pages: number[];
            /** @description Where it was issued. */
            place?: string | null;
            /** @description That dossier's procedure. */
            procedure?: components["schemas"]["ProcedureCode"] | null;
            /** @description The file that it came in. */
            scan: components["schemas"]["ScanId"];
            /**
             * Format: date-time
             * @description When it was received.
             */
            scanned_at: string;
            /** @description Where or for what it is valid, when not everywhere. */
            scope?: string | null;
            /** @description The digital signatures of the original. */
            signatures: components["schemas"]["SignatureFacts"][];
            /** @description Who signed it. */
            signer?: string | null;
            /** @description As what. */
            signer_position?: string | null;
            /** @description Papers that it may be a second scan of: a warning, which a person judges by both pages side by side. */
            similar?: components["schemas"]["SimilarPaper"][];
            /** @description The catalogue's code of what it is. */
            type: components["schemas"]["PaperTypeCode"];
            /** @description The unit that digitised it. */
            unit: components["schemas"]["UnitCode"];
            /**
             * Format: date
             * @description The last day on which it is valid; `None` for ever (vô thời hạn).
             */
            valid_until?: string | null;
        } & ({
            /** @constant */
            state: "awaiting_approval";
        } | {
            /**
             * Format: date
             * @description The local day from which it counts.
             */
            on: string;
            /** @constant */
            state: "approved";
        } | {
            /** @constant */
            state: "rejected";
            /** @description The reason given. */
            why: string;
        } | {
            /** @description That paper. */
            by: components["schemas"]["PaperCode"];
            /** @constant */
            state: "superseded";
        } | {
            /** @constant */
            state: "revoked";
            /** @description The reason given. */
            why: string;
        });
        /** @description A paper type. */
        PaperTypeAnswer: {
            code: components["schemas"]["PaperTypeCode"];
            name: string;
        };
        PaperTypeCode: string;
        PapersQuery: {
            /** @description Those after this code. */
            after?: components["schemas"]["PaperCode"] | null;
            /**
             * Format: uint
             * @description At most so many, up to 1,000.
             */
            limit?: number | null;
            /**
             * Format: date
             * @description The day whose map of units is counted on; `on` when left out.
             */
            map?: string | null;
            /**
             * Format: date
             * @description The day; today when left out.
             */
            on?: string | null;
            /** @description Only this type. */
            type?: components["schemas"]["PaperTypeCode"] | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description A new password. */
        PasswordChange: {
            /** @description The one from now on: at least 12 characters. */
            new_password: string;
            /** @description The one until now. */
            password: string;
        };
        PeriodQuery: {
            /**
             * Format: date
             * @description The first day.
             */
            from: string;
            /**
             * Format: date
             * @description The last day; the first when left out.
             */
            to?: string | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description Where on a paper something stands. */
        Place: {
            /** @description Where on that page. */
            box: number[];
            /**
             * Format: uint32
             * @description The page, from 1.
             */
            page: number;
        };
        /** @description A plan. */
        PlanAnswer: {
            /** @description Its short name, by which figures are asked for. */
            id: string;
            /** @description Whether it is the one that figures are held against unless another is asked for. */
            in_force: boolean;
            /** @description Its title and number. */
            name: string;
        };
        /** @description A problem document. */
        Problem: {
            /** @description What happened to which thing, in English. */
            detail: string;
            /** @description What to do next. */
            hint?: string | null;
            /**
             * Format: uint16
             * @description The HTTP status.
             */
            status: number;
            /** @description What happened, in Vietnamese. */
            title: string;
            /** @description A URN that programs may rely on: `urn:hoso:problem:unknown_paper`. */
            type: string;
        };
        /** @description A procedure. */
        ProcedureAnswer: {
            code: components["schemas"]["ProcedureCode"];
            components: components["schemas"]["ComponentAnswer"][];
            /** @description Its field (lĩnh vực). */
            field?: string | null;
            name: string;
        };
        ProcedureCode: string;
        /** @description Where a single file comes from. */
        PutScan: {
            /** @description The file's name, for people. */
            name?: string | null;
            /** @description False to keep and code only. */
            ocr?: boolean | null;
            /** @description Who scans. */
            operator?: string | null;
            /** @description The unit that scans. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description Why a file is held, a duplicate or refused: what happened, and what to do. */
        Reason: {
            /** @description The next step. */
            hint: string;
            /** @description A word that programs may rely on, for example `encrypted` or `unsure_number`. */
            kind: string;
            /** @description What is wrong, with which thing. */
            message: string;
        };
        /** @enum {string} */
        ReportFormat: "json" | "csv" | "xlsx" | "pdf";
        /** @description Which report. */
        ReportKind: "level" | "units" | "766" | "inventory" | "reuse" | "backlog" | "waiting" | "productivity";
        /** @description Which days and units; part of each query. */
        ReportQuery: {
            /**
             * Format: date
             * @description As it was known by the end of this day; today when left out.
             */
            as_of?: string | null;
            /** @description How it is written. */
            format?: components["schemas"]["ReportFormat"];
            /**
             * Format: date
             * @description The first day; the first of the last day's year when left out.
             */
            from?: string | null;
            /**
             * Format: date
             * @description The day whose map of units is counted on; `as_of` when left out.
             */
            map?: string | null;
            /** @description The plan to hold it against; that in force when left out, none when empty. */
            plan?: string | null;
            /**
             * Format: date
             * @description The last day; today when left out.
             */
            to?: string | null;
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description A result of a dossier. */
        ResultMessage: {
            /** @description Where its file is offered. */
            DuongDanTepTinKetQua?: string | number | boolean | null;
            /** @description Its ID in the other system. */
            GiayToId?: string | number | boolean | null;
            /** @description SHA-256 of the file, 64 hexadecimal digits. */
            HashTepTin?: string | number | boolean | null;
            /** @description Its code. */
            MaGiayToKetQua?: string | number | boolean | null;
            /** @description As which component it may be handed in elsewhere. */
            MaThanhPhanHoSo?: string | number | boolean | null;
            /** @description Its name. */
            TenGiayTo?: string | number | boolean | null;
        };
        /** @description A dossier's use of a paper that was in the store. */
        Reuse: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who took it. */
            by: string;
            /** @description The paper. */
            code: components["schemas"]["PaperCode"];
            /** @description As which component. */
            component: components["schemas"]["PaperTypeCode"];
            /** @description The dossier. */
            dossier: components["schemas"]["DossierNumber"];
        };
        ReuseRequest: {
            /** @description The paper. */
            code: components["schemas"]["PaperCode"];
            /** @description As which component. */
            component: components["schemas"]["PaperTypeCode"];
        };
        ReviewId: string;
        /** @description A paper that waits for a person, with all that a decision needs: what is claimed, what was read, what is doubted. */
        ReviewItem: {
            /** @description What the manifest, a separator sheet or an ID card says. */
            claim: components["schemas"]["Claim"];
            /** @description What was read. */
            fields: components["schemas"]["Fields"];
            /** @description Its files. */
            files: components["schemas"]["PaperFiles"];
            /** @description What the quality gate noted. */
            findings: components["schemas"]["Finding"][];
            /** @description What tells it when it is scanned again. */
            fingerprint?: components["schemas"]["Fingerprint"] | null;
            /** @description Whom the paper itself names, perhaps without an ID: it is for the person who says whose it is. */
            holder_read?: components["schemas"]["HolderReading"] | null;
            /** @description Its ID, which comes from what is held. */
            id: components["schemas"]["ReviewId"];
            /** @description Who scanned it. */
            operator: string;
            /** @description Its pages of the original, from 1. */
            pages: number[];
            /** @description That file's name or path, as it was given. */
            path: string;
            /** @description Why it is held. */
            reasons: components["schemas"]["HoldReason"][];
            /** @description The file that it came in. */
            scan: components["schemas"]["ScanId"];
            /**
             * Format: date-time
             * @description When it was received.
             */
            scanned_at: string;
            /** @description The digital signatures of the original. */
            signatures: components["schemas"]["SignatureFacts"][];
            /** @description Papers that it may be a second scan of: a warning, which a person judges by both pages side by side. */
            similar?: components["schemas"]["SimilarPaper"][];
            /** @description The unit that scanned it. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description What somebody does here (DOMAIN §1). One person may do several. */
        Role: "operator" | "clerk" | "approver" | "manager" | "auditor" | "admin";
        /** @description Which pages of a scan are in which paper (`schemas/cut.v1.schema.json`). */
        ScanCut: {
            /** @description The pages that are in none of them. */
            dropped: components["schemas"]["DroppedPage"][];
            /**
             * Format: uint32
             * @description How many pages it has.
             */
            pages: number;
            /** @description Its papers that wait or count, by their first pages. */
            papers: components["schemas"]["CutPaper"][];
            /** @description The file's name or path, as it was given. */
            path: string;
        };
        ScanId: string;
        /** @description A signature, with the key that checks it. It holds no time: the same content has the same seal (DESIGN §1.3). */
        Seal: {
            /** @description The Ed25519 public key, 64 hexadecimal digits. */
            key: string;
            /** @description The signature, 128 hexadecimal digits. */
            signature: string;
        };
        /** @description A receipt as it is given out: a stable contract (`schemas/receipt.v1.schema.json`). */
        SealedReceipt: {
            /** @description The batch. */
            batch: components["schemas"]["BatchId"];
            /** @description Each file in the order of handing in. */
            files: components["schemas"]["FileReceipt"][];
            /** @description By whom. */
            operator: string;
            /**
             * Format: date-time
             * @description When it was opened.
             */
            received_at: string;
            /** @description Over the members of [`BatchReceipt`]. */
            seal: components["schemas"]["Seal"];
            /** @description For which unit. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description Who is signed in. */
        SessionAnswer: {
            /** @description The account. */
            account: components["schemas"]["AccountName"];
            /** @description To be sent as `X-CSRF-Token` with whatever changes something; null for a machine with a key, which needs none. */
            csrf_token?: string | null;
            /** @description Who that is. */
            name: string;
            /** @description Whether nothing but choosing a password is open. */
            password_change_due: boolean;
            /** @description What they may do. */
            roles: components["schemas"]["Role"][];
            /** @description The unit that they act for; null for all. */
            unit?: components["schemas"]["UnitCode"] | null;
            /** @description Its name. */
            unit_name?: string | null;
        };
        /** @description How much a finding weighs. */
        Severity: "note" | "hold";
        Sha256: string;
        SheetsQuery: {
            /**
             * Format: uint32
             * @description How many for papers, at most 500; one when there is no dossier either.
             */
            count?: number | null;
            /** @description A sheet before this dossier, and before what follows of it. */
            dossier?: components["schemas"]["DossierNumber"] | null;
            /** @description Sheets before papers of this type; only that another paper begins when left out. */
            type?: components["schemas"]["PaperTypeCode"] | null;
        };
        /** @description What somebody signs in with. */
        SignInRequest: {
            /** @description The account's name. */
            account: string;
            /** @description Its password. */
            password: string;
        };
        /** @description One digital signature in a PDF. */
        SignatureFacts: {
            /** @description True when it covers the file up to its end (a later signature or form entry may follow). */
            covers_whole_file: boolean;
            /** @description Why it is broken or not verified, in a few words. */
            detail?: string | null;
            /** @description The organisation on it. */
            organisation?: string | null;
            /**
             * Format: date-time
             * @description When, as the signature says (signed time stamp, signed attribute, or the dictionary's `M`, in that order).
             */
            signed_at?: string | null;
            /** @description The common name on the signer's certificate. */
            signer?: string | null;
            /** @description Whether it holds. */
            state: components["schemas"]["SignatureState"];
        };
        /** @description Whether a digital signature holds, as far as the file alone can tell. */
        SignatureState: "holds" | "broken" | "not_verified";
        /** @description A paper that another may be a second scan of. */
        SimilarPaper: {
            /** @description Which. */
            code: components["schemas"]["PaperCode"];
            /**
             * Format: uint32
             * @description How many of the 64 bits of the first pages' hashes differ.
             */
            image_bits?: number | null;
            /** @description Its original, to be shown beside. */
            original: components["schemas"]["Sha256"];
            /** @description Its pages of that. */
            pages: number[];
            /**
             * Format: float
             * @description The share of pairs of words that both have, 0 to 1.
             */
            words?: number | null;
        };
        /** @description What stands in the way. */
        Standing: {
            /**
             * Format: uint32
             * @description Papers that wait for approval.
             */
            awaiting_approval: number;
            /** @description By unit, those with most first. */
            by_unit: components["schemas"]["StandingOfUnit"][];
            /**
             * Format: uint32
             * @description Papers that wait for a person.
             */
            held: number;
            /**
             * Format: uint64
             * @description Files on their way, of all units.
             */
            on_their_way: number;
            /**
             * Format: uint32
             * @description Files that cannot be taken and lie in quarantine.
             */
            refused: number;
        };
        /** @description One thing that stands in the way. */
        StandingItem: {
            /** @description The file that it came in. */
            path: string;
            /** @description Why. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            unit: components["schemas"]["UnitCode"];
        };
        /**
         * @description What stands in the way, by kind.
         * @enum {string}
         */
        StandingKind: "held" | "awaiting_approval" | "refused";
        /** @description What stands in the way of one unit. */
        StandingOfUnit: {
            /**
             * Format: uint32
             * @description Papers that wait for approval.
             */
            awaiting_approval: number;
            /**
             * Format: uint32
             * @description Papers that wait for a person.
             */
            held: number;
            /**
             * Format: uint32
             * @description Files that cannot be taken and lie in quarantine.
             */
            refused: number;
            unit: components["schemas"]["UnitCode"];
            unit_name?: string | null;
        };
        StandingQuery: {
            /** @description Only this unit and those below it. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        StepRequest: {
            /** @constant */
            step: "receive";
        } | {
            /**
             * Format: date
             * @description The day.
             */
            on: string;
            /** @constant */
            step: "due";
        } | {
            /** @constant */
            step: "resolve";
        } | {
            /** @constant */
            step: "return";
        };
        /** @description A file in the object store: its hash is its key. */
        StoredFile: {
            /**
             * Format: uint64
             * @description How many there are.
             */
            bytes: number;
            /** @description SHA-256 of its bytes. */
            sha256: components["schemas"]["Sha256"];
        };
        /** @description A paper in the caller's hand. */
        Taken: {
            /** @description The name under which the store knows the holder, when it does and the paper does not say. */
            holder_name?: string | null;
            /** @description The paper. */
            item: components["schemas"]["ReviewItem"];
            /**
             * Format: date-time
             * @description Until when; whoever works on asks again before.
             */
            until: string;
        };
        /**
         * @description A sketch of a text: of each of a fixed number of hash functions the least value over all pairs of neighbouring words
         *     (A. Broder, *On the resemblance and containment of documents*, 1997). The words cannot be told from it.
         */
        TextSketch: number[];
        /** @description What is known of a key; the key itself was shown once. */
        TokenFacts: {
            /** @description The account for which it acts. */
            account: components["schemas"]["AccountName"];
            /** @description Its ID: the beginning of its hash. */
            id: string;
            /**
             * Format: date-time
             * @description When.
             */
            made_at: string;
            /** @description Who made it. */
            made_by: string;
            /** @description What it is for. */
            name: string;
            /** @description What it may do, of what its account may. */
            roles: components["schemas"]["Role"][];
            /**
             * Format: date-time
             * @description When it ends; never when there is none.
             */
            until?: string | null;
        };
        /** @description Figures with what they mean. */
        Told: {
            /** @description One explanation for each id among them. */
            explanations: components["schemas"]["Explanation"][];
            /** @description The whole, then level by level, each followed by its units when asked for. */
            figures: components["schemas"]["Indicator"][];
        };
        /** @description Figures with what they mean. */
        Told2: {
            /** @description One explanation for each id among them. */
            explanations: components["schemas"]["Explanation"][];
            /** @description The whole, then level by level, each followed by its units when asked for. */
            figures: components["schemas"]["Figure"][];
        };
        /** @description An entry of the log as an auditor reads it. */
        TraceLine: {
            /** @description Who did it. */
            actor: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What was asked, or what the paper, file, account or dossier is. */
            detail?: string | null;
            /** @description What was done, as the log names it. */
            kind: string;
            /** @description The paper that it is about. */
            paper?: components["schemas"]["PaperCode"] | null;
            /** @description What for. */
            purpose?: string | null;
            /** @description Why it was refused. */
            refused?: string | null;
            /**
             * Format: uint64
             * @description Its place in the log.
             */
            sequence: number;
            /** @description The unit that they acted for. */
            unit?: components["schemas"]["UnitCode"] | null;
        };
        /** @description Entries, the newest first. */
        Traces: {
            /** @description As many as were asked for, or fewer. */
            entries: components["schemas"]["TraceLine"][];
            /**
             * Format: uint64
             * @description To be given as `before` for older ones; null when there are none. An answer may be short, even empty, and still have it.
             */
            next?: number | null;
        };
        TracesQuery: {
            /** @description By this person. */
            actor?: string | null;
            /**
             * Format: uint64
             * @description Before this entry: `next` of the answer before.
             */
            before?: number | null;
            /**
             * Format: date
             * @description From this local day.
             */
            from?: string | null;
            /** @description About this holder: lookups by their ID, and what was done with their papers. */
            holder?: components["schemas"]["HolderId"] | null;
            /** @description Of this kind, as entries of the log name it: `paper_opened`. */
            kind?: string | null;
            /**
             * Format: uint
             * @description How many at most; 100 when left out.
             */
            limit?: number | null;
            /** @description About this paper. */
            paper?: components["schemas"]["PaperCode"] | null;
            /**
             * Format: date
             * @description Up to this local day, which counts.
             */
            to?: string | null;
        };
        /** @description A unit. */
        UnitAnswer: {
            code: components["schemas"]["UnitCode"];
            level: components["schemas"]["Level"];
            name: string;
            /** @description The unit above it. */
            parent?: components["schemas"]["UnitCode"] | null;
        };
        UnitCode: string;
        UnitsQuery: {
            /**
             * Format: date
             * @description The day whose units are told; today when left out.
             */
            on?: string | null;
        };
        /** @description A paper that waits, and whether somebody looks at it. */
        Waiting: {
            /** @description What the manifest, a separator sheet or an ID card says. */
            claim: components["schemas"]["Claim"];
            /** @description What was read. */
            fields: components["schemas"]["Fields"];
            /** @description Its files. */
            files: components["schemas"]["PaperFiles"];
            /** @description What the quality gate noted. */
            findings: components["schemas"]["Finding"][];
            /** @description What tells it when it is scanned again. */
            fingerprint?: components["schemas"]["Fingerprint"] | null;
            /** @description Whom the paper itself names, perhaps without an ID: it is for the person who says whose it is. */
            holder_read?: components["schemas"]["HolderReading"] | null;
            /** @description Its ID, which comes from what is held. */
            id: components["schemas"]["ReviewId"];
            /** @description Whose account has it in hand. */
            in_hand?: string | null;
            /** @description Who scanned it. */
            operator: string;
            /** @description Its pages of the original, from 1. */
            pages: number[];
            /** @description That file's name or path, as it was given. */
            path: string;
            /** @description Why it is held. */
            reasons: components["schemas"]["HoldReason"][];
            /** @description The file that it came in. */
            scan: components["schemas"]["ScanId"];
            /**
             * Format: date-time
             * @description When it was received.
             */
            scanned_at: string;
            /** @description The digital signatures of the original. */
            signatures: components["schemas"]["SignatureFacts"][];
            /** @description Papers that it may be a second scan of: a warning, which a person judges by both pages side by side. */
            similar?: components["schemas"]["SimilarPaper"][];
            /** @description The unit that scanned it. */
            unit: components["schemas"]["UnitCode"];
        };
        /** @description How one can sign in. */
        Ways: {
            /** @description By a provider of OpenID Connect of this name; `/v1/session/openid` begins that. */
            openid?: string | null;
            /** @description By account and password. */
            password: boolean;
        };
        Why: {
            /** @description The reason. */
            why: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description plain text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": unknown;
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description plain text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": unknown;
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description An account to be made. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description A password to be handed over and changed at once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTime"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        /** @description What of an account is to be otherwise; what is left out stays. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description An account as its last entry in the log says. How it proves who it is lies apart, where no export takes it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A password to be handed over and changed at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTime"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_approvals: {
        parameters: {
            query?: {
                /** @description How many at most; 100 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalItem"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_papers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveMany"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approved"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_traces: {
        parameters: {
            query?: {
                /** @description By this person. */
                actor?: string;
                /** @description Before this entry: `next` of the answer before. */
                before?: number;
                /** @description From this local day. */
                from?: string;
                /** @description About this holder: lookups by their ID, and what was done with their papers. */
                holder?: components["schemas"]["HolderId"];
                /** @description Of this kind, as entries of the log name it: `paper_opened`. */
                kind?: string;
                /** @description How many at most; 100 when left out. */
                limit?: number;
                /** @description About this paper. */
                paper?: components["schemas"]["PaperCode"];
                /** @description Up to this local day, which counts. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traces"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_log_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last time that the whole log was verified. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last time that the whole log was verified. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_batches: {
        parameters: {
            query?: {
                /** @description How many at most; 50 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A receipt as it is given out: a stable contract (`schemas/receipt.v1.schema.json`). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealedReceipt"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_holders: {
        parameters: {
            query: {
                /** @description An ID, or a name in any spelling. */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HolderAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_issuers: {
        parameters: {
            query: {
                /** @description Some words of a name in their order, the last one perhaps not whole, in any spelling. */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_paper_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperTypeAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_plans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_procedures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcedureAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_units: {
        parameters: {
            query?: {
                /** @description The day whose units are told; today when left out. */
                on?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnitAnswer"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checklist: {
        parameters: {
            query: {
                /** @description The holder. */
                holder: components["schemas"]["HolderId"];
                /** @description The procedure. */
                procedure: components["schemas"]["ProcedureCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer that comes before anyone reaches for the scanner. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checklist"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    coverage: {
        parameters: {
            query?: {
                /** @description False for the levels alone: what a trend is drawn from. */
                by_unit?: boolean;
                /** @description The day; today when left out. */
                on?: string;
                /** @description The target plan; that in force when left out, none when empty. */
                plan?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The coverage of a day. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverage"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_dossier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One citizen's or organisation's application. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Dossier"];
            };
        };
        responses: {
            /** @description One citizen's or organisation's application. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierAnswer"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hand_over_dossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOverRequest"];
            };
        };
        responses: {
            /** @description A dossier goes from one unit to another, with its papers (luân chuyển hồ sơ). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandOver"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reuse_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReuseRequest"];
            };
        };
        responses: {
            /** @description A dossier's use of a paper that was in the store. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reuse"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    step_dossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepRequest"];
            };
        };
        responses: {
            /** @description A dossier as a whole, as it was last told. Recording it again replaces what was told before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exchange_period: {
        parameters: {
            query: {
                /** @description The first day. */
                from: string;
                /** @description The last day; the first when left out. */
                to?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dossiers of a day or a period, as one document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossiers"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_dossiers: {
        parameters: {
            query?: {
                /** @description Take nothing in when a line is wrong. */
                all_or_nothing?: boolean;
                /** @description How the body is written. */
                format?: components["schemas"]["ImportFormat"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain; charset=utf-8": unknown;
            };
        };
        responses: {
            /** @description What came of a file of lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileReport"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exchange_dossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dossier, as a one-stop system tells of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    figures: {
        parameters: {
            query?: {
                /** @description As it was known by the end of this day; today when left out. */
                as_of?: string;
                /** @description Whether each unit is told. */
                by_unit?: boolean;
                /** @description The first day; the first of the last day's year when left out. */
                from?: string;
                /** @description The day whose map of units is counted on; `as_of` when left out. */
                map?: string;
                /** @description The plan to hold it against; that in force when left out, none when empty. */
                plan?: string;
                /** @description Only dossiers of this procedure. */
                procedure?: components["schemas"]["ProcedureCode"];
                /** @description The last day; today when left out. */
                to?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures with what they mean. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Told2"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_in_force: {
        parameters: {
            query?: {
                /** @description Those after this code. */
                after?: components["schemas"]["PaperCode"];
                /** @description At most so many, up to 1,000. */
                limit?: number;
                /** @description The day whose map of units is counted on; `on` when left out. */
                map?: string;
                /** @description The day; today when left out. */
                on?: string;
                /** @description Only this type. */
                type?: components["schemas"]["PaperTypeCode"];
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperList"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    indicators: {
        parameters: {
            query?: {
                /** @description As it was known by the end of this day; today when left out. */
                as_of?: string;
                /** @description Whether each unit is told. */
                by_unit?: boolean;
                /** @description The first day; the first of the last day's year when left out. */
                from?: string;
                /** @description The day whose map of units is counted on; `as_of` when left out. */
                map?: string;
                /** @description The plan to hold it against; that in force when left out, none when empty. */
                plan?: string;
                /** @description Only dossiers of this procedure. */
                procedure?: components["schemas"]["ProcedureCode"];
                /** @description The last day; today when left out. */
                to?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures with what they mean. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Told"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dossiers_behind: {
        parameters: {
            query?: {
                /** @description Those after this number. */
                after?: components["schemas"]["DossierNumber"];
                /** @description As it was known by the end of this day; today when left out. */
                as_of?: string;
                /** @description The first day; the first of the last day's year when left out. */
                from?: string;
                /** @description At most so many, up to 1,000. */
                limit?: number;
                /** @description The day whose map of units is counted on; `as_of` when left out. */
                map?: string;
                /** @description Only dossiers of this procedure. */
                procedure?: components["schemas"]["ProcedureCode"];
                /** @description Those that count (`numerator`), all (`denominator`) or those that are `missing`. */
                side?: components["schemas"]["ListSide"];
                /** @description The last day; today when left out. */
                to?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path: {
                figure: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DossierList"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declare_inventory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain; charset=utf-8": unknown;
            };
        };
        responses: {
            /** @description What came of a file of lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileReport"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_pages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paper: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Which pages of a scan are in which paper (`schemas/cut.v1.schema.json`). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanCut"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cut_pages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paper: string;
            };
            cookie?: never;
        };
        /** @description How a scan is to be cut otherwise. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CutChange"];
            };
        };
        responses: {
            /** @description The batch in which the scan comes again; its receipt is at `/v1/batches/{batch}`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CutAgain"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                paper: string;
                page: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch in which the scan comes again; its receipt is at `/v1/batches/{batch}`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CutAgain"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_up: {
        parameters: {
            query?: {
                /** @description Only this holder's papers. */
                holder?: components["schemas"]["HolderId"];
                /** @description How many at most; 50 when left out. */
                limit?: number;
                /** @description A holder ID, name, paper code, dossier number, ID card QR text, or words. */
                q?: string;
                /**
                 * @description True while somebody still types: at most ten answers, each the best of its holder unless `holder` is given, and no entry
                 *     of the log. What they then open or ask for is one.
                 */
                typing?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer to a lookup. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookupAnswer"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A paper in the store: its code, its state, and all that the draft said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A paper in the store: its code, its state, and all that the draft said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Why"];
            };
        };
        responses: {
            /** @description A paper in the store: its code, its state, and all that the draft said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Why"];
            };
        };
        responses: {
            /** @description A paper in the store: its code, its state, and all that the draft said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supersede_paper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["By"];
            };
        };
        responses: {
            /** @description A paper in the store: its code, its state, and all that the draft said. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperRecord"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A receipt as it is given out: a stable contract (`schemas/receipt.v1.schema.json`). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealedReceipt"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report: {
        parameters: {
            query?: {
                /** @description As it was known by the end of this day; today when left out. */
                as_of?: string;
                /** @description How it is written. */
                format?: components["schemas"]["ReportFormat"];
                /** @description The first day; the first of the last day's year when left out. */
                from?: string;
                /** @description The day whose map of units is counted on; `as_of` when left out. */
                map?: string;
                /** @description The plan to hold it against; that in force when left out, none when empty. */
                plan?: string;
                /** @description The last day; today when left out. */
                to?: string;
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_reviews: {
        parameters: {
            query?: {
                /** @description How many at most; 100 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiting"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    next_review: {
        parameters: {
            query?: {
                /** @description One that the caller lets others do: the next one after it. */
                after?: components["schemas"]["ReviewId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A paper in the caller's hand. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A paper that waits for a person, with all that a decision needs: what is claimed, what was read, what is doubted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewItem"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description What a person decides. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A paper in the caller's hand. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give_back_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_scans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description multipart form data */
        requestBody: {
            content: {
                "multipart/form-data": unknown[];
            };
        };
        responses: {
            /** @description What was handed in. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_scan: {
        parameters: {
            query: {
                /** @description The file's name, for people. */
                name?: string;
                /** @description False to keep and code only. */
                ocr?: boolean;
                /** @description Who scans. */
                operator?: string;
                /** @description The unit that scans. */
                unit: components["schemas"]["UnitCode"];
            };
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was handed in. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What somebody signs in with. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A new password. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Who is signed in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionAnswer"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_ways: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How one can sign in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ways"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    print_sheets: {
        parameters: {
            query?: {
                /** @description How many for papers, at most 500; one when there is no dossier either. */
                count?: number;
                /** @description A sheet before this dossier, and before what follows of it. */
                dossier?: components["schemas"]["DossierNumber"];
                /** @description Sheets before papers of this type; only that another paper begins when left out. */
                type?: components["schemas"]["PaperTypeCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A PDF */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declare_staff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain; charset=utf-8": unknown;
            };
        };
        responses: {
            /** @description What came of a file of lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileReport"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    standing: {
        parameters: {
            query?: {
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What stands in the way. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    standing_behind: {
        parameters: {
            query?: {
                /** @description Only this unit and those below it. */
                unit?: components["schemas"]["UnitCode"];
            };
            header?: never;
            path: {
                what: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingItem"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    serve_tickets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain; charset=utf-8": unknown;
            };
        };
        responses: {
            /** @description What came of a file of lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileReport"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenFacts"][];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A key to be made. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description A key that has just been made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem: what happened to which thing, and what to do next */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
