-- The login of an autoscaler: it may ask how many jobs are ready, and nothing else. Run once by a superuser, or by the
-- database's owner with CREATEROLE, after 'phano migrate', and again after a restore:
--
--   psql -v ON_ERROR_STOP=1 -d phano -f scaler.sql
--
-- Give it a password with \password phano_scaler, or a client certificate.

select 'create role phano_scaler login noinherit connection limit 5'
where not exists (select from pg_roles where rolname = 'phano_scaler')
\gexec
select format('grant connect on database %I to phano_scaler', current_database())
\gexec
grant usage on schema phano to phano_scaler;
grant execute on function phano.queue_depth() to phano_scaler;
