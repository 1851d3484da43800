import { ListOf, RoleDto, Text } from '@nyla/contracts';

/** A mandate has few roles: all of them are on the one page. */
export class RolePageDto {
  @ListOf(() => RoleDto)
  items!: RoleDto[];

  @Text({ max: 400, nullable: true, description: 'always null' })
  nextCursor!: string | null;
}
