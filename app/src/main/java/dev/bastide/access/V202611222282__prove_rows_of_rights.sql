-- Who changes one of these rows past the program is captured; every night each is compared with its last record. When a right
-- was last used is counted without a record, and decides nothing.
select audit.prove_rows('access.grant_request', '{id}', '{}');
select audit.prove_rows('access.role_grant', '{id}', '{last_used_at}');
select audit.prove_rows('access.permit', '{id}', '{}');
select audit.prove_rows('access.permit_target', '{permit,host,account}', '{}');
