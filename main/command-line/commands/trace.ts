import { engineCommand, examples } from '../options.ts';

export const traceCommand = () =>
  engineCommand('trace')
    .summary('show where the time of a capture or delivery went')
    .description(
      'Shows what happened to a capture along time: stages, the run of a function with its calls, loads, ' +
        'deliveries with their attempts, replays.',
    )
    .argument(
      '<id>',
      'id of a capture or delivery; latest, or latest:SEARCH, for the newest capture',
    )
    .option('--otlp', 'as JSON of the OpenTelemetry protocol, as a collector is sent it')
    .addHelpText(
      'after',
      examples(
        'backstitch trace latest',
        'backstitch trace d12 --json',
        "backstitch trace latest --otlp | curl -H 'Content-Type: application/json' -d @- http://localhost:4318/v1/traces",
      ),
    )
    .action(async (id, given) => {
      await (await import('../actions/trace.ts')).runTrace({ id, ...given });
    });
