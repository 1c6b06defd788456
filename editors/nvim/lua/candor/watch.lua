-- Tells the server when a candor.toml has changed on disk, where Neovim does not do it by itself: on Linux it never does, and before 0.10 nowhere.

local compat = require('candor.compat')
local project = require('candor.project')

local M = {}

-- The numbers of the protocol.
local CREATED, CHANGED, DELETED = 1, 2, 3

-- An editor saves in several steps, each of which is an event.
local SETTLE_MILLISECONDS = 50

-- By client, then by folder.
local watched = {}

local function tell(client_id, path, kind)
  local client = vim.lsp.get_client_by_id(client_id)
  if client and client.initialized then
    compat.call(client, 'notify', 'workspace/didChangeWatchedFiles', {
      changes = { { uri = vim.uri_from_fname(path), type = kind } },
    })
  end
end

--- Whether Neovim watches files for this server itself.
local function is_watched_by_editor(client)
  local capabilities = client.config.capabilities or {}
  local files = (capabilities.workspace or {}).didChangeWatchedFiles or {}
  return files.dynamicRegistration == true
end

local function watch_folder(client_id, folder)
  local event = compat.uv.new_fs_event()
  if not event then
    return
  end
  local path = folder .. '/' .. project.config_name
  local was_there = compat.uv.fs_stat(path) ~= nil
  local is_waiting = false
  local function settle()
    is_waiting = false
    local is_there = compat.uv.fs_stat(path) ~= nil
    if is_there or was_there then
      tell(client_id, path, not is_there and DELETED or was_there and CHANGED or CREATED)
    end
    was_there = is_there
  end
  -- Watches the folder and not the file: the file may not exist yet, and saving often replaces it.
  event:start(folder, {}, function(err, name)
    if err or (name and name ~= project.config_name) or is_waiting then
      return
    end
    is_waiting = true
    vim.schedule(function()
      vim.defer_fn(settle, SETTLE_MILLISECONDS)
    end)
  end)
  return event
end

--- Watches the folders whose candor.toml may hold for a buffer: its own and those above, up to the project's.
function M.start(client, bufnr)
  local path = project.path(bufnr)
  if not path or is_watched_by_editor(client) then
    return
  end
  watched[client.id] = watched[client.id] or {}
  local folders = watched[client.id]
  for _, folder in ipairs(project.folders(path)) do
    folders[folder] = folders[folder] or watch_folder(client.id, folder)
    if folder == client.config.root_dir then
      return
    end
  end
end

--- Stops watching for a client that has ended.
function M.stop(client_id)
  for _, event in pairs(watched[client_id] or {}) do
    if not event:is_closing() then
      event:close()
    end
  end
  watched[client_id] = nil
end

-- Lints of one's own may be anywhere. If they are written in Neovim, that much is known.
vim.api.nvim_create_autocmd('BufWritePost', {
  group = vim.api.nvim_create_augroup('candor_watch', { clear = true }),
  pattern = '*.toml',
  callback = function(event)
    for client_id in pairs(watched) do
      tell(client_id, vim.fn.fnamemodify(event.match, ':p'), CHANGED)
    end
  end,
})

return M
