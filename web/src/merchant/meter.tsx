import { ProgressBar } from 'antd-mobile';

/** A bar that is read out as well: 0 to 100. */
export function Meter({ label, percent }: { label: string; percent: number }) {
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <ProgressBar percent={percent} />
    </div>
  );
}
