// What the engines need of the world, in the forms that they need it.
export const roles = ['viewer', 'contributor', 'editor', 'admin'];

export const needed = { read: 'viewer', write: 'editor', share: 'admin' };

/** The roles that a role holds, itself included. */
export const upTo = role => roles.slice(0, roles.indexOf(role) + 1);

/** A map of lists. */
export function group(rows, key) {
  const groups = new Map();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}

/** For each user, the teams that they are in or in one above, with their highest role: team → role. */
export function teamsOf(world) {
  const below = group(world.teams, team => team.parentId);
  const members = group(world.members, member => member.userId);
  return new Map(world.users.map(user => {
    const held = new Map();
    const hold = (teamId, role) => {
      if (roles.indexOf(role) <= roles.indexOf(held.get(teamId))) return;
      held.set(teamId, role);
      for (const team of below.get(teamId) ?? []) hold(team.id, role);
    };
    for (const member of members.get(user) ?? []) hold(member.teamId, member.role);
    return [user, held];
  }));
}
