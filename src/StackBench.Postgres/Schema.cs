namespace StackBench.Postgres;

/// <summary>The tables, step by step: what a version has is never changed, the next one adds to it.</summary>
internal static class Schema
{
    /// <summary>
    /// A run is one row with arrays: a tenth of the room of a row for each value. Months are partitions, which expire as one. Whatever a
    /// clock says that was never set lies in the last one. A writer need not own the tables to begin a month: its temporary types and
    /// functions must not be found first, or they would run as the owner.
    /// </summary>
    private const string First = """
        create table stackbench.series (
            id int generated always as identity primary key,
            sha256 bytea not null unique,
            kind text not null,
            benchmark text not null,
            workload text not null,
            engine text,
            metric text not null,
            unit text not null,
            better text not null,
            parameters jsonb not null,
            method int not null);
        create table stackbench.node (
            id int generated always as identity primary key,
            name text not null unique);
        create table stackbench.device (
            id int generated always as identity primary key,
            node_id int not null references stackbench.node,
            slot text not null,
            unique (node_id, slot));
        create table stackbench.fingerprint (
            id int generated always as identity primary key,
            sha256 bytea not null unique,
            facts jsonb not null);
        create table stackbench.night (
            id int generated always as identity primary key,
            name text not null unique,
            planned_at timestamptz,
            first_at timestamptz not null);
        create table stackbench.result (
            started_at timestamptz not null,
            run_id text not null,
            night_id int not null references stackbench.night,
            node_id int not null references stackbench.node,
            fingerprint_id int not null references stackbench.fingerprint,
            attempt int not null,
            place text,
            gpu_addresses text[] not null,
            gpu_uuids text[] not null,
            gpu_serials text[] not null,
            left_out text,
            series_ids int[] not null,
            device_ids int[] not null,
            metric_values float8[] not null,
            sha256 bytea not null,
            document text not null,
            primary key (started_at, run_id))
            partition by range (started_at);
        create index on stackbench.result (night_id);
        create index on stackbench.result (node_id, started_at);
        create table stackbench.result_default partition of stackbench.result default;
        create function stackbench.ensure_month(moment pg_catalog.timestamptz) returns pg_catalog.void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            first pg_catalog.timestamptz := date_trunc('month', moment, 'UTC');
            part pg_catalog.text := 'result_' || to_char(moment at time zone 'UTC', 'YYYY_MM');
        begin
            if moment < '2025-01-01Z' or moment > now() + interval '1 month' or to_regclass('stackbench.' || part) is not null then
                return;
            end if;
            perform pg_advisory_xact_lock(hashtext('stackbench.ensure_month'));
            execute format('create table if not exists stackbench.%I partition of stackbench.result for values from (%L) to (%L)',
                part, first, date_trunc('month', first + interval '40 days', 'UTC'));
        end
        $$;
        revoke execute on function stackbench.ensure_month(timestamptz) from public;
        create view stackbench.metric_value as
            select result.started_at, night.name as night, node.name as node, device.slot, result.run_id, series.kind, series.benchmark,
                series.workload, series.engine, series.metric, series.unit, series.parameters,
                one.metric_value
            from stackbench.result
            join stackbench.night on night.id = result.night_id
            join stackbench.node on node.id = result.node_id
            cross join lateral unnest(result.series_ids, result.device_ids, result.metric_values)
                as one (series_id, device_id, metric_value)
            join stackbench.series on series.id = one.series_id
            join stackbench.device on device.id = one.device_id;
        """;

    /// <summary>In order: the n-th makes version n of the one before.</summary>
    public static readonly string[] Steps = [First];
}
