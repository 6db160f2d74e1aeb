import type { InstantMs } from '../../../kernel/instant.ts';
import { at, type Sql } from '../../../platform/postgres/database.ts';
import { channelMetrics, type ChannelMetrics, type Passage } from '../domain/onboarding-metrics.ts';

export interface OnboardingMetrics {
  readonly channels: readonly ChannelMetrics[];
  /** How often each reason was given, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** Applications a day. */
  readonly days: readonly { readonly day: string; readonly submitted: number; readonly approved: number }[];
}

const PASSAGES_MAX = 5_000;
const REASONS_MAX = 20;
const CHANNELS = ['online', 'counter', 'agent'] as const;

interface Row {
  channel: Passage['channel'];
  state: string;
  first_tap_at: number;
  submitted_at: number | null;
  decided_at: number | null;
  delivered_at: number | null;
  activated_at: number | null;
  revisions: number;
  fix_ms: number | null;
  second_looks: number;
  overturns: number;
}

async function passages(sql: Sql, since: InstantMs): Promise<Passage[]> {
  const rows = await sql.query<Row>(
    `SELECT a.channel, a.state, least(t.created_at, a.created_at) AS first_tap_at, r.submitted_at, a.decided_at, d.delivered_at, c.activated_at,
            a.revision_no AS revisions,
            (SELECT sum(extract(epoch FROM (n.submitted_at - f.asked_at)) * 1000)::float8
               FROM (SELECT revision_no, min(asked_at) AS asked_at FROM review.v_fix v
                      WHERE v.applicant_id = a.applicant_id AND v.application_id = a.application_id GROUP BY revision_no) f
               JOIN applications.v_revision n ON n.applicant_id = a.applicant_id AND n.application_id = a.application_id AND n.revision_no = f.revision_no + 1) AS fix_ms,
            (SELECT count(*)::int FROM review.v_decision l WHERE l.applicant_id = a.applicant_id AND l.application_id = a.application_id
               AND l.decision = 'need_second') AS second_looks,
            (SELECT count(*)::int FROM review.v_decision l WHERE l.applicant_id = a.applicant_id AND l.application_id = a.application_id
               AND l.decision = 'send_back') AS overturns
       FROM applications.v_application a
       JOIN identity.v_first_tap t ON t.applicant_id = a.applicant_id
       LEFT JOIN applications.v_revision r ON r.applicant_id = a.applicant_id AND r.application_id = a.application_id AND r.revision_no = 1
       LEFT JOIN merchants.v_application_merchant m ON m.applicant_id = a.applicant_id AND m.application_id = a.application_id
       LEFT JOIN terminals.v_delivery d ON d.merchant_id = m.merchant_id
       LEFT JOIN activation.v_activated c ON c.merchant_id = m.merchant_id
      WHERE a.created_at >= $1 ORDER BY a.created_at DESC LIMIT ${PASSAGES_MAX}`,
    [at(since)],
  );
  return rows.map((row) => ({
    channel: row.channel,
    state: row.state,
    firstTapAt: row.first_tap_at,
    submittedAt: row.submitted_at,
    decidedAt: row.decided_at,
    deliveredAt: row.delivered_at,
    activatedAt: row.activated_at,
    revisions: row.revisions,
    fixMs: row.fix_ms ?? 0,
    secondLooks: row.second_looks,
    overturns: row.overturns,
  }));
}

/** Figures of the applications begun since an instant. */
export async function onboardingMetrics(sql: Sql, since: InstantMs): Promise<OnboardingMetrics> {
  const [all, reasons, days] = await Promise.all([
    passages(sql, since),
    sql.query<{ reason: string; count: number }>(
      `SELECT reason, count(*)::int AS count FROM review.v_fix WHERE asked_at >= $1 GROUP BY reason ORDER BY 2 DESC, 1 LIMIT ${REASONS_MAX}`,
      [at(since)],
    ),
    sql.query<{ day: string; submitted: number; approved: number }>(
      `SELECT to_char(r.submitted_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day, count(*)::int AS submitted,
              count(*) FILTER (WHERE a.state = 'approved')::int AS approved
         FROM applications.v_revision r JOIN applications.v_application a USING (applicant_id, application_id)
        WHERE r.revision_no = 1 AND r.submitted_at >= $1 GROUP BY 1 ORDER BY 1`,
      [at(since)],
    ),
  ]);
  return { channels: CHANNELS.map((channel) => channelMetrics(channel, all)), reasons, days };
}
