-- The lists' indexes become partial, by a condition that every row meets and only the lists' queries name. As whole indexes
-- they could serve a deletion of one edge as well, and while a table is small or its statistics are old the planner would
-- take them: it then reads everybody who likes a hot prompt for each like that is taken back.
DROP INDEX edges_from;
DROP INDEX edges_to;
CREATE INDEX edges_from ON edges (source, kind, at, target) WHERE at >= 0;
CREATE INDEX edges_to ON edges (target, kind, at, source) WHERE at >= 0;
