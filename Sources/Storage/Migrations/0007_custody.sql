-- What custodians may do, members whose role is admin or dpo: seal anew, export, erase.
-- The group gives the privileges, and these policies hold each of them against the role in the organization in context, so
-- that being a custodian elsewhere gives nothing here. None of them is to delete: that is for the functions of 0009, since
-- who may delete from a table may also lock it against everybody.

create procedure ctx.protect_custody(tenant_table regclass)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('grant select on %s to phano_custodian', tenant_table);
  execute format(
    'create policy org_custodians on %s as permissive for all to phano_custodian '
    'using (organization_id = (select e.organization_id from ctx.entered e)) '
    'with check (organization_id = (select e.organization_id from ctx.entered e))', tenant_table);
end $$;
revoke all on procedure ctx.protect_custody(regclass) from public;

call ctx.protect_custody('phano.account');
call ctx.protect_custody('phano.contact');
call ctx.protect_custody('phano.interaction');
call ctx.protect_custody('phano.metric');
call ctx.protect_custody('phano.nps_response');
call ctx.protect_custody('phano.verdict');
call ctx.protect_custody('phano.masking_case');
call ctx.protect_custody('phano.intake');

-- Sealing anew replaces an envelope by another one. Nobody else among people changes what these three hold.
grant update (name, domain) on phano.account to phano_custodian;
grant update (name, email, phone) on phano.contact to phano_custodian;
grant update (content) on phano.interaction to phano_custodian;
grant update (respondent, comment) on phano.nps_response to phano_custodian;
grant update (evidence) on phano.verdict to phano_custodian;
grant update (placeholders, mentions, revision) on phano.masking_case to phano_custodian;
create policy custodian_updates on phano.interaction as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));
create policy custodian_updates on phano.verdict as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));
create policy custodian_updates on phano.masking_case as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));
