import { sparkPath } from './spark-path.ts';

const SPARK = { width: 72, height: 16 };

/** Counts over time as a line, beside figures that say the same. */
export function Spark({ values }: { values: readonly number[] }) {
  const { line, area } = sparkPath(values, SPARK.width, SPARK.height);
  return (
    <svg aria-hidden width={SPARK.width} height={SPARK.height}>
      <path d={area} fill="currentColor" opacity="0.16" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}
