-- Who changes one of these rows past the program is captured; every night each is compared with its last record.
select audit.prove_rows('approval.approval', '{id}', '{}');
select audit.prove_rows('approval.vote', '{id}', '{}');
